import type { FieldOption } from '../../../shared/mapping.js';
import { type ConnectorSession, CrmError } from '../connector.js';
import { get, PATHS } from './client.js';
import type { Layout, Pipeline, ZohoModule } from './types.js';

type Stage = NonNullable<Pipeline['maps']>[number];

/** Layouts in use. None where the account does not let us read them: they only add to what fields say. */
export async function readLayouts(session: ConnectorSession, module: ZohoModule): Promise<Layout[]> {
  const { body } = await orNothing(get<{ layouts?: Layout[] }>(session, PATHS.layouts, { module }));
  return (body?.layouts ?? []).filter(({ status, visible }) => visible !== false && status !== 'inactive');
}

/** Pipelines of the layouts, each once; none where the account has none. */
export async function readPipelines(session: ConnectorSession, layouts: Layout[]): Promise<Pipeline[]> {
  const pipelines = new Map<string, Pipeline>();
  for (const { id } of layouts) {
    const { body } = await orNothing(
      get<{ pipeline?: Pipeline[] }>(session, PATHS.pipeline, { layout_id: id }),
    );
    for (const pipeline of body?.pipeline ?? []) {
      const name = nameOf(pipeline);
      if (name !== '' && !pipelines.has(name)) pipelines.set(name, pipeline);
    }
  }
  return [...pipelines.values()];
}

/** Pipelines are written by their text. */
export function pipelineOptions(pipelines: Pipeline[]): FieldOption[] {
  return pipelines.map((pipeline) => ({ value: nameOf(pipeline), label: labelOf(pipeline) }));
}

/** Stages are written by their text, which pipelines share; so the pipeline stands before them where there are several. */
export function stageOptions(pipelines: Pipeline[]): FieldOption[] {
  return pipelines.flatMap((pipeline) =>
    [...(pipeline.maps ?? [])]
      .sort((a, b) => (a.sequence_number ?? 0) - (b.sequence_number ?? 0))
      .map((stage) => {
        const closed = isClosed(stage);
        return {
          value: nameOf(stage),
          label: pipelines.length > 1 ? `${labelOf(pipeline)}: ${labelOf(stage)}` : labelOf(stage),
          ...(closed === null ? {} : { closed }),
          pipeline: nameOf(pipeline),
        };
      }),
  );
}

/** By its forecast: `Closed Won`, `Closed Lost`, `Open`, else the category. Null when neither is told. */
function isClosed({ forecast_type, forecast_category }: Stage): boolean | null {
  if (forecast_type) return /^closed/i.test(forecast_type);
  return forecast_category?.name ? /^(closed|omitted)$/i.test(forecast_category.name) : null;
}

const nameOf = ({ actual_value, display_value }: Pipeline | Stage): string =>
  actual_value ?? display_value ?? '';
const labelOf = (each: Pipeline | Stage): string => each.display_value || nameOf(each);

/** What an account has not, or does not show us, is answered as a refusal or as nothing. */
async function orNothing<T>(answer: Promise<{ body: T | null }>): Promise<{ body: T | null }> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CrmError && ['permission', 'validation', 'not_found'].includes(error.kind))
      return { body: null };
    throw error;
  }
}
