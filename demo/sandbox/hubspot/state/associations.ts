import {
  type AssociationType,
  associationTypes,
  defaultAssociationType,
  findAssociationType,
} from '../association-types.js';
import type { ObjectType } from '../object-types.js';

/** One associated record with all the kinds of link that lead to it. */
export interface Link {
  toId: string;
  typeIds: number[];
}

/** A record's place: type and id. */
export interface Place {
  type: ObjectType;
  id: string;
}

/** All links of an account, as JSON: by `from>to` types, then by id. */
export type LinkDump = [types: string, links: [fromId: string, links: Link[]][]][];

/** Links between records of one account, kept from both ends. */
export class Associations {
  private readonly links = new Map<string, Map<string, Link[]>>();

  of(from: Place, to: ObjectType): readonly Link[] {
    return this.links.get(`${from.type}>${to}`)?.get(from.id) ?? [];
  }

  /** Id of the primary company of a contact or deal. */
  primaryCompany(from: Place): string | null {
    const primary = associationTypes(from.type, 'companies').find((kind) => kind.label === 'Primary');
    if (!primary) return null;
    return this.of(from, 'companies').find((link) => link.typeIds.includes(primary.typeId))?.toId ?? null;
  }

  /**
   * Adds a link of the given kind. Any labelled kind brings the unlabelled one with it, and a new primary company
   * takes the place of the old one, which stays associated.
   */
  add(from: Place, to: Place, typeId: number): void {
    const kind = findAssociationType(from.type, to.type, typeId);
    const plain = defaultAssociationType(from.type, to.type);
    if (!kind || !plain) return;
    if (kind.label === 'Primary') this.demotePrimary(from, to);
    this.put(from, to, kind === plain ? [plain] : [plain, kind]);
  }

  /** Removes every kind of link between two records. */
  remove(from: Place, to: Place): void {
    this.drop(from, to);
    this.drop(to, from);
  }

  /** Removes one kind, keeping the others. */
  removeKind(from: Place, to: Place, typeId: number): void {
    const kind = findAssociationType(from.type, to.type, typeId);
    if (!kind) return;
    if (kind.label === null) {
      this.remove(from, to);
      return;
    }
    this.without(from, to, kind.typeId);
    this.without(to, from, kind.inverse);
  }

  /** Removes everything that touches a record. */
  removeAll(place: Place, types: readonly ObjectType[]): void {
    for (const type of types) {
      for (const link of [...this.of(place, type)]) this.remove(place, { type, id: link.toId });
    }
  }

  /** Moves a record's links to another record of the same type; the target's primary company wins. */
  move(from: Place, to: Place, types: readonly ObjectType[]): void {
    const hadPrimary = this.primaryCompany(to) !== null;
    for (const type of types) {
      for (const link of [...this.of(from, type)]) {
        for (const typeId of link.typeIds) {
          const kind = findAssociationType(from.type, type, typeId);
          if (kind?.label === 'Primary' && hadPrimary && type === 'companies') continue;
          this.add(to, { type, id: link.toId }, typeId);
        }
        this.remove(from, { type, id: link.toId });
      }
    }
  }

  dump(): LinkDump {
    return [...this.links].map(([types, byId]) => [types, [...byId]]);
  }

  /** Takes the place of all links there are. */
  load(dump: LinkDump): void {
    this.links.clear();
    for (const [types, byId] of dump) this.links.set(types, new Map(byId));
  }

  private demotePrimary(from: Place, to: Place): void {
    const owner = to.type === 'companies' ? from : to;
    const kind = associationTypes(owner.type, 'companies').find((each) => each.label === 'Primary');
    const current = this.primaryCompany(owner);
    if (kind && current) this.removeKind(owner, { type: 'companies', id: current }, kind.typeId);
  }

  private put(from: Place, to: Place, kinds: AssociationType[]): void {
    const typeIds = kinds.map((kind) => kind.typeId);
    const inverses = kinds.map((kind) => kind.inverse);
    const there = this.listOf(from, to.type);
    const back = this.listOf(to, from.type);
    // Both ends always agree, so the shorter list tells whether the two are linked: a company may have thousands.
    const isLinked =
      there.length <= back.length
        ? there.some((link) => link.toId === to.id)
        : back.some((link) => link.toId === from.id);
    if (isLinked) {
      addKinds(there, to.id, typeIds);
      addKinds(back, from.id, inverses);
    } else {
      there.push({ toId: to.id, typeIds });
      back.push({ toId: from.id, typeIds: inverses });
    }
  }

  private listOf(from: Place, to: ObjectType): Link[] {
    const key = `${from.type}>${to}`;
    const byId = this.links.get(key) ?? new Map<string, Link[]>();
    this.links.set(key, byId);
    const links = byId.get(from.id) ?? [];
    byId.set(from.id, links);
    return links;
  }

  private without(from: Place, to: Place, typeId: number): void {
    const link = this.of(from, to.type).find((each) => each.toId === to.id);
    if (link) link.typeIds = link.typeIds.filter((each) => each !== typeId);
  }

  private drop(from: Place, to: Place): void {
    const byId = this.links.get(`${from.type}>${to.type}`);
    const rest = byId?.get(from.id)?.filter((link) => link.toId !== to.id) ?? [];
    if (rest.length > 0) byId?.set(from.id, rest);
    else byId?.delete(from.id);
  }
}

function addKinds(links: Link[], toId: string, typeIds: number[]): void {
  const link = links.find((each) => each.toId === toId);
  for (const typeId of typeIds) if (link && !link.typeIds.includes(typeId)) link.typeIds.push(typeId);
}
