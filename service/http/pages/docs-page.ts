import { createHash } from 'node:crypto';
import { escapeHtml } from './escape-html.js';

type Json = Record<string, unknown>;

const STYLE = `:root{color-scheme:light dark;--ink:light-dark(#17191e,#f1f2f4);--soft:light-dark(#5a5c60,#a1a2a5);--line:light-dark(#dfe0e1,#2c2e32);--sunken:light-dark(#f7f7f7,#1b1d21)}*{box-sizing:border-box}body{margin:0 auto;max-width:920px;padding:32px 20px 80px;font:14px/20px system-ui,sans-serif;color:var(--ink);background:light-dark(#fff,#16181c)}h1{font-size:24px;line-height:30px;margin:0 0 4px}h2{font-size:15px;margin:36px 0 8px;text-transform:capitalize}p{margin:4px 0;color:var(--soft);text-wrap:pretty}nav{display:flex;flex-wrap:wrap;gap:4px 16px;margin:16px 0 0}a{color:inherit;text-underline-offset:3px}details{border:1px solid var(--line);border-radius:10px;margin:8px 0;overflow:hidden}summary{display:flex;flex-wrap:wrap;gap:4px 12px;padding:10px 14px;cursor:pointer;align-items:baseline}summary:hover{background:var(--sunken)}summary:focus-visible,a:focus-visible{outline:2px solid light-dark(#1f66d6,#7fb2ff);outline-offset:-2px}summary b{font-size:12px;min-width:52px}summary code{font-weight:600;overflow-wrap:anywhere}summary span{color:var(--soft)}section{padding:4px 14px 14px;border-top:1px solid var(--line)}h3{font-size:13px;margin:14px 0 4px}code,pre{font:12px/18px ui-monospace,monospace}pre{background:var(--sunken);padding:10px 12px;border-radius:7px;overflow:auto;margin:4px 0;max-height:420px}table{border-collapse:collapse;width:100%}td{border-top:1px solid var(--line);padding:5px 8px 5px 0;vertical-align:top;font-size:13px}tr:first-child td{border-top:0}`;

/** The API as one page without scripts, made from its OpenAPI document. */
export function docsPage(document: Json): { html: string; csp: string } {
  const operations = Object.entries(document.paths as Record<string, Record<string, Json>>).flatMap(
    ([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => String((operation.tags as string[])[0])))];
  const info = document.info as Json;
  const nav = tags.map((tag) => `<a href="#${escapeHtml(tag)}">${escapeHtml(tag)}</a>`).join('');
  const groups = tags.map((tag) => {
    const own = operations.filter(({ operation }) => (operation.tags as string[])[0] === tag);
    return `<h2 id="${escapeHtml(tag)}">${escapeHtml(tag)}</h2>${own.map(showOperation).join('')}`;
  });
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>CRM Connect API</title><style>${STYLE}</style></head><body><h1>${escapeHtml(String(info.title))} API</h1><p>${escapeHtml(String(info.description))} Send a key as <code>Authorization: Bearer …</code>. Errors are <code>application/problem+json</code> with a stable <code>code</code>. The same as <a href="/openapi.json">OpenAPI 3.1</a>.</p><nav>${nav}</nav>${groups.join('')}</body></html>`;
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return {
    html,
    csp: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors 'none'`,
  };
}

function showOperation({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Json;
}): string {
  const parameters = operation.parameters as Json[];
  const body = schemaOf(operation.requestBody as Json | undefined);
  const responses = Object.entries(operation.responses as Record<string, Json>);
  return `<details><summary><b>${method.toUpperCase()}</b><code>${escapeHtml(path)}</code><span>${escapeHtml(String(operation.summary))}</span></summary><section><p>${inline(String(operation.description))}</p>${
    parameters.length > 0 ? `<h3>Parameters</h3><table>${parameters.map(showParameter).join('')}</table>` : ''
  }${body ? `<h3>Body</h3>${showSchema(body)}` : ''}<h3>Answers</h3>${responses.map(showResponse).join('')}</section></details>`;
}

function showParameter(parameter: Json): string {
  const need = parameter.required ? 'required' : 'optional';
  return `<tr><td><code>${escapeHtml(String(parameter.name))}</code></td><td>${escapeHtml(String(parameter.in))}, ${need}</td><td>${escapeHtml(String(parameter.description ?? ''))}<code>${escapeHtml(JSON.stringify(parameter.schema))}</code></td></tr>`;
}

function showResponse([status, response]: [string, Json]): string {
  const lines = String(response.description).split('\n').map(inline).join('<br>');
  const schema = Number(status) < 300 ? schemaOf(response) : null;
  return `<p><b>${escapeHtml(status)}</b> ${lines}</p>${schema ? showSchema(schema) : ''}`;
}

const showSchema = (schema: unknown): string =>
  `<pre tabindex="0">${escapeHtml(JSON.stringify(schema, null, 2))}</pre>`;

function schemaOf(part: Json | undefined): unknown {
  const content = part?.content as Record<string, Json> | undefined;
  return content?.['application/json']?.schema ?? null;
}

/** Escapes, then shows `code`. */
const inline = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
