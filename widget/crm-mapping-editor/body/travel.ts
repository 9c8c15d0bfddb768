import type { ObjectName } from '../../../shared/records.js';
import type { MappingRequestedDetail } from '../../events/connect.js';
import type { EditorBody } from '../editor-body.js';

/** Going to a row, a problem, or another object. */
export class Travel {
  /** Field to go to once its row is drawn. */
  #wanted: string | null = null;

  constructor(private readonly body: EditorBody) {}

  /** After each update with rows. */
  drawn(): void {
    const field = this.#wanted;
    this.#wanted = null;
    if (field) void this.toField(field);
  }

  toObject(object: ObjectName): void {
    const { door } = this.body;
    if (object === door.object) return;
    this.body.put({ openField: null, search: '', filter: 'all' });
    door.object = object;
  }

  /** Another CRM would take the place of what is not saved: then the person is asked first. */
  toProvider(provider: string): void {
    const { model, overlays, element } = this.body;
    if (provider === model.load.value?.provider?.id) return;
    const anchor = this.body.find('button.provider') ?? element;
    if (!model.isDirty) model.chooseProvider(provider);
    else overlays.run((late) => late.openPanel({ name: 'leave', anchor, field: provider }));
  }

  async toField(field: string): Promise<void> {
    this.body.put({ search: '', filter: 'all' });
    await this.body.focus.toField(field);
  }

  /** The next row with a problem after `from` (null: from the top), round to the first one. */
  toNextProblem(from: string | null): void {
    const { body } = this;
    const views = body.model.drafts.views(body.door.object);
    const at = views.findIndex(({ field }) => field === from);
    const next = [...views.slice(at + 1), ...views.slice(0, at + 1)].find(({ problems }) => problems.length);
    if (next) void this.toField(next.field);
    else body.put({ said: body.t('noProblems') });
  }

  /** Another element asked to match fields. */
  toRequested({ provider, object, field }: MappingRequestedDetail): void {
    const { model, door, element } = this.body;
    if (door.provider && door.provider !== provider) return;
    if (model.load.value?.provider?.id !== provider) {
      this.toProvider(provider);
      if (model.isDirty) return;
    }
    if (object) this.toObject(object);
    this.#wanted = field ?? null;
    element.scrollIntoView({ block: 'nearest' });
    element.requestUpdate();
  }
}
