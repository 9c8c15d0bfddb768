/** A stage of a pipeline. */
export interface Stage {
  id: string;
  name: string;
  probability: number;
  forecast: 'Pipeline' | 'Closed Won' | 'Closed Lost';
}

/** A sales pipeline; deals name it and its stages by text. */
export interface Pipeline {
  id: string;
  name: string;
  isDefault: boolean;
  stages: Stage[];
}

function forecastOf(probability: number): Stage['forecast'] {
  if (probability === 100) return 'Closed Won';
  return probability === 0 ? 'Closed Lost' : 'Pipeline';
}

function pipeline(id: string, name: string, isDefault: boolean, stages: [string, number][]): Pipeline {
  return {
    ...{ id, name, isDefault },
    stages: stages.map(([stage, probability], i) => ({
      id: `${id.slice(0, -3)}${String(Number(id.slice(-3)) + i + 1).padStart(3, '0')}`,
      name: stage,
      probability,
      forecast: forecastOf(probability),
    })),
  };
}

/** The pipeline every account starts with. */
export function standardPipeline(idPrefix: string): Pipeline {
  return pipeline(`${idPrefix}20100000100`, 'Standard (Standard)', true, [
    ['Qualification', 10],
    ['Needs Analysis', 20],
    ['Value Proposition', 40],
    ['Proposal/Price Quote', 75],
    ['Negotiation/Review', 90],
    ['Closed Won', 100],
    ['Closed Lost', 0],
  ]);
}

/** A second pipeline, which makes `Pipeline` mandatory on deals. */
export function renewalsPipeline(idPrefix: string): Pipeline {
  return pipeline(`${idPrefix}20100000200`, 'Rinnovi', false, [
    ['Da ricontattare', 30],
    ['Offerta inviata', 60],
    ['Rinnovato', 100],
    ['Perso', 0],
  ]);
}

/** Every stage of an account once, in order. */
export function stageNames(pipelines: Pipeline[]): string[] {
  return [...new Set(pipelines.flatMap((each) => each.stages.map((stage) => stage.name)))];
}
