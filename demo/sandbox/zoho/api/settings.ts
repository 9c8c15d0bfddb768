import { type Answer, empty, json } from '../../kit/sandbox.js';
import type { ApiRoute, Exchange } from '../context.js';
import { presentField } from '../fields/present-field.js';
import { infoOf, MODULES, type ModuleName } from '../modules.js';
import { need } from '../oauth/scopes.js';
import { invalidData, Refusal } from '../refusal.js';
import type { Layout } from '../state/layouts.js';
import type { Org } from '../state/org.js';
import type { Pipeline } from '../state/pipelines.js';
import { missingParam, moduleNamed } from './input.js';
import { relatedLists } from './related.js';

function presentModule({ info }: Org, name: ModuleName, i: number) {
  const { singular, idCode } = infoOf(name);
  return {
    id: `${info.idPrefix}00000000${idCode}`,
    api_name: name,
    module_name: name,
    singular_label: singular,
    plural_label: name,
    generated_type: 'default',
    sequence_number: i + 1,
    api_supported: true,
    creatable: true,
    editable: true,
    deletable: true,
    viewable: true,
    visible: true,
    status: 'visible',
    visibility: 1,
  };
}

function listModules({ org }: Exchange): Answer {
  return json(200, { modules: MODULES.map(({ name }, i) => presentModule(org, name, i)) });
}

function getModule({ org, params }: Exchange): Answer {
  const { name } = moduleNamed(params['module']);
  const lists = relatedLists(name).map((each) => ({ api_name: each, display_label: each }));
  return json(200, { modules: [{ ...presentModule(org, name, 0), related_lists: lists }] });
}

function moduleParam({ query }: Exchange): ModuleName {
  const name = query.get('module');
  if (name === null) throw missingParam('module');
  return moduleNamed(name).name;
}

function listFields(exchange: Exchange): Answer {
  const fields = exchange.org.fieldsOf(moduleParam(exchange));
  return json(200, { fields: fields.map(presentField) });
}

function getField(exchange: Exchange): Answer {
  const { org, params } = exchange;
  const found = org.fieldsOf(moduleParam(exchange)).find((each) => each.id === params['id']);
  return found ? json(200, { fields: [presentField(found)] }) : empty(204);
}

/** A layout: sections of fields with the mandatory flags and choices that hold there. */
function presentLayout(org: Org, module: ModuleName, layout: Layout) {
  const required = [...layout.required, ...(org.settings.required_fields[module] ?? [])];
  const fields = org.fieldsOf(module).map((definition) => {
    const values = layout.picklists[definition.apiName] ?? definition.values;
    return {
      ...presentField({ ...definition, values }),
      required: definition.isMandatory || required.includes(definition.apiName),
    };
  });
  return {
    id: layout.id,
    name: layout.name,
    api_name: layout.name,
    display_label: layout.name,
    visible: true,
    status: 'active',
    has_more_profiles: false,
    sections: [
      { api_name: `${module}_Information`, display_label: `${infoOf(module).singular} Information`, fields },
    ],
  };
}

function listLayouts(exchange: Exchange): Answer {
  const module = moduleParam(exchange);
  const layouts = exchange.org.layouts.get(module) ?? [];
  return json(200, { layouts: layouts.map((each) => presentLayout(exchange.org, module, each)) });
}

function getLayout(exchange: Exchange): Answer {
  const module = moduleParam(exchange);
  const layout = exchange.org.layouts.get(module)?.find((each) => each.id === exchange.params['id']);
  if (!layout)
    throw new Refusal(400, 'INVALID_DATA', 'the id given seems to be invalid', { id: exchange.params['id'] });
  return json(200, { layouts: [presentLayout(exchange.org, module, layout)] });
}

function presentPipeline(pipeline: Pipeline) {
  return {
    id: pipeline.id,
    display_value: pipeline.name,
    actual_value: pipeline.name,
    default: pipeline.isDefault,
    child_available: true,
    maps: pipeline.stages.map((stage, i) => ({
      id: stage.id,
      display_value: stage.name,
      actual_value: stage.name,
      sequence_number: i + 1,
      forecast_category: { name: stage.forecast === 'Pipeline' ? 'Pipeline' : 'Closed', id: stage.id },
      forecast_type: stage.forecast === 'Pipeline' ? 'Open' : stage.forecast,
      delete: false,
    })),
  };
}

/** `GET /settings/pipeline?layout_id=`: the pipelines of a layout of Deals. */
function listPipelines({ org, query }: Exchange): Answer {
  const layoutId = query.get('layout_id');
  if (layoutId === null) throw missingParam('layout_id');
  if (!org.layouts.get('Deals')?.some((each) => each.id === layoutId))
    throw invalidData('the layout id given seems to be invalid', { param_name: 'layout_id' });
  return json(200, { pipeline: org.info.pipelines.map(presentPipeline) });
}

const read = (family: string) => () => [need(`settings.${family}`)];

/** What the mapping of fields is made from. */
export const settingsRoutes: ApiRoute[] = [
  { pattern: 'GET /settings/modules', needs: read('modules'), run: listModules },
  { pattern: 'GET /settings/modules/:module', needs: read('modules'), run: getModule },
  { pattern: 'GET /settings/fields', needs: read('fields'), run: listFields },
  { pattern: 'GET /settings/fields/:id', needs: read('fields'), run: getField },
  { pattern: 'GET /settings/layouts', needs: read('layouts'), run: listLayouts },
  { pattern: 'GET /settings/layouts/:id', needs: read('layouts'), run: getLayout },
  { pattern: 'GET /settings/pipeline', needs: read('pipeline'), run: listPipelines },
];
