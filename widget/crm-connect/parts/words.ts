import type { ObjectName } from '../../../shared/records.js';
import { formatList } from '../../internal/format.js';
import type { connect } from '../../locales/en/connect.js';
import type { Messages } from '../../locales/messages.js';

export type ConnectKey = keyof typeof connect;

/** The words of the element, and what every part of it fills them with. */
export interface Words {
  messages: Messages<typeof connect>;
  /** Tag for `Intl`. */
  tag: string;
  /** Name of the app. */
  app: string;
}

const OBJECTS = {
  contact: 'objContact',
  company: 'objCompany',
  deal: 'objDeal',
  activity: 'objActivity',
} as const;
const ORDER = Object.keys(OBJECTS) as ObjectName[];

/** Objects we have words for, each once, in the order people think of them. */
export const inOrder = (names: readonly string[]): ObjectName[] =>
  ORDER.filter((name) => names.includes(name));

/** `contacts, companies and deals`. */
export function listObjects({ messages, tag }: Words, names: readonly string[]): string {
  return formatList(
    tag,
    inOrder(names).map((name) => messages.text(OBJECTS[name])),
  );
}
