import { Fault } from '../conversion.js';
import { htmlToText, textToHtml } from '../html-text.js';
import { toText } from '../values.js';
import { plainSchema, type TransformDefinition } from './transform.js';

/** HTML as plain text on the way in; plain text as escaped HTML paragraphs on the way out. */
export const html: TransformDefinition<'html'> = {
  schema: plainSchema('html'),
  fromCrm: () => onText(htmlToText),
  toCrm: () => onText(textToHtml),
};

function onText(convert: (text: string) => string) {
  return (value: unknown): string | Fault => {
    const text = toText(value);
    return text instanceof Fault ? text : convert(text);
  };
}
