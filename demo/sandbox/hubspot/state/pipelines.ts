/** A stage as the pipelines API prints it. */
export interface Stage {
  id: string;
  label: string;
  displayOrder: number;
  metadata: { probability: string; isClosed: string };
  archived: boolean;
  writePermissions: string;
  createdAt: string;
  updatedAt: string;
}

/** A deal pipeline as the pipelines API prints it. */
export interface Pipeline {
  id: string;
  label: string;
  displayOrder: number;
  archived: boolean;
  createdAt: string;
  updatedAt: string;
  stages: Stage[];
}

const SINCE = '2025-02-03T08:00:00Z';

function pipeline(
  id: string,
  label: string,
  displayOrder: number,
  stages: [id: string, label: string, probability: string][],
): Pipeline {
  return {
    id,
    label,
    displayOrder,
    archived: false,
    createdAt: SINCE,
    updatedAt: SINCE,
    stages: stages.map(([stageId, stageLabel, probability], order) => ({
      id: stageId,
      label: stageLabel,
      displayOrder: order,
      metadata: { probability, isClosed: String(probability === '0.0' || probability === '1.0') },
      archived: false,
      writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
      createdAt: SINCE,
      updatedAt: SINCE,
    })),
  };
}

/** The pipeline every account starts with. */
export function defaultPipeline(): Pipeline {
  return pipeline('default', 'Sales pipeline', 0, [
    ['appointmentscheduled', 'Appointment scheduled', '0.2'],
    ['qualifiedtobuy', 'Qualified to buy', '0.4'],
    ['presentationscheduled', 'Presentation scheduled', '0.6'],
    ['decisionmakerboughtin', 'Decision maker bought-in', '0.8'],
    ['contractsent', 'Contract sent', '0.9'],
    ['closedwon', 'Closed won', '1.0'],
    ['closedlost', 'Closed lost', '0.0'],
  ]);
}

/** A second pipeline; its stage ids are numbers, as for pipelines people make. */
export function renewalsPipeline(): Pipeline {
  return pipeline('887314501', 'Rinnovi', 1, [
    ['1184220011', 'Da ricontattare', '0.3'],
    ['1184220012', 'Offerta inviata', '0.6'],
    ['1184220013', 'Rinnovato', '1.0'],
    ['1184220014', 'Perso', '0.0'],
  ]);
}

/** An owner as the owners API prints it. */
export interface Owner {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  userId: number;
  type: 'PERSON';
  archived: boolean;
}

/** Owner ids and user ids differ on purpose: a deal's owner takes the former. */
export function makeOwners(portalId: number, names: [first: string, last: string, email: string][]): Owner[] {
  const base = (portalId % 1000) * 100;
  return names.map(([firstName, lastName, email], i) => ({
    id: String(77_100_000 + base + i + 1),
    email,
    firstName,
    lastName,
    userId: 5_400_000 + base + i + 1,
    type: 'PERSON',
    archived: false,
  }));
}
