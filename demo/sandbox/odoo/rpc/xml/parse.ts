/** What an XML-RPC request asks. */
export interface MethodCallXml {
  method: string;
  params: unknown[];
}

interface Node {
  name: string;
  children: Node[];
  text: string;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(#x[\da-f]+|#\d+|\w+);/gi, (whole, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    return ENTITIES[name] ?? whole;
  });
}

/** Elements and their text; attributes mean nothing here, a document type is refused. */
function parseTree(xml: string): Node {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) throw new Error('document types are not taken');
  const root: Node = { name: '', children: [], text: '' };
  const open: Node[] = [root];
  const token =
    /<!\[CDATA\[([\s\S]*?)\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([\w.:-]+)[^>]*?(\/?)>|([^<]+)/g;
  for (const [, data, closing, name, isEmpty, text] of xml.matchAll(token)) {
    const top = open.at(-1) as Node;
    if (data !== undefined) top.text += data;
    else if (text !== undefined) top.text += decode(text);
    else if (name === undefined) continue;
    else if (closing) {
      if (top.name !== name) throw new Error(`unexpected </${name}>`);
      open.pop();
    } else {
      const node: Node = { name, children: [], text: '' };
      top.children.push(node);
      if (!isEmpty) open.push(node);
    }
  }
  if (open.length !== 1) throw new Error('not closed');
  return root;
}

function child(node: Node | undefined, name: string): Node | undefined {
  return node?.children.find((each) => each.name === name);
}

function readValue(node: Node | undefined): unknown {
  const inner = node?.children[0];
  if (!inner) return node?.text ?? '';
  switch (inner.name) {
    case 'int':
    case 'i4':
    case 'i8':
    case 'double':
      return Number(inner.text);
    case 'boolean':
      return inner.text.trim() === '1';
    case 'nil':
      return null;
    case 'array':
      return (child(inner, 'data')?.children ?? []).map(readValue);
    case 'struct':
      return Object.fromEntries(
        inner.children.map((member) => [
          child(member, 'name')?.text ?? '',
          readValue(child(member, 'value')),
        ]),
      );
    case 'dateTime.iso8601':
      return inner.text.replace(/^(\d{4})-?(\d\d)-?(\d\d)T(.*)$/, '$1-$2-$3 $4');
    default:
      return inner.text;
  }
}

/** @throws Error when it is no XML-RPC call. */
export function parseMethodCall(xml: string): MethodCallXml {
  const call = child(parseTree(xml), 'methodCall');
  const method = child(call, 'methodName')?.text.trim();
  if (!method) throw new Error('no method name');
  const params = (child(call, 'params')?.children ?? []).map((param) => readValue(child(param, 'value')));
  return { method, params };
}
