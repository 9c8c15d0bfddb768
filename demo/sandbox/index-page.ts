import { html } from './kit/html.js';
import type { Sandbox } from './kit/sandbox.js';

/** The page at `/`: which CRMs are here and where their doors are. */
export function indexPage(sandboxes: Sandbox[]): string {
  const cards = sandboxes.map(
    (
      sandbox,
    ) => html`<li><a href="/${sandbox.id}/"><strong>${sandbox.label}</strong></a><p>${sandbox.about}</p>
<p class="doors">API <code>/${sandbox.id}/</code> · control <code>/_sandbox/${sandbox.id}/</code></p></li>`,
  );
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sandbox CRMs</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
:root{color-scheme:light dark;--line:#d8dde3;--soft:#5b6672}
@media (prefers-color-scheme:dark){:root{--line:#343c46;--soft:#9aa6b2}}
body{font:16px/1.5 system-ui,sans-serif;max-width:640px;margin:48px auto;padding:0 20px}
ul{list-style:none;padding:0}li{border:1px solid var(--line);border-radius:10px;padding:16px 20px;margin:12px 0}
p{margin:4px 0}.doors,.lead{color:var(--soft)}a{color:inherit}
</style></head><body><h1>Sandbox CRMs</h1>
<p class="lead">Stand-ins for real CRM accounts, for demos and tests. Nothing here leaves this computer.</p>
<ul>${cards}</ul></body></html>`.text;
}
