import { html } from '../../kit/html.js';
import { languageOf } from '../../kit/pages/language.js';
import { type Answer, type Call, page } from '../../kit/sandbox.js';
import type { OdooContext } from '../context.js';
import type { Instance } from '../instances/instance.js';
import { layout } from './layout.js';
import { href, serverUrl } from './place.js';
import { textsFor } from './texts.js';

/** `GET /`: the servers and their databases. */
export function showHome(context: OdooContext, call: Call): Answer {
  return home(context.instances.values(), call);
}

/** `GET /v19/`: one server's databases. */
export function showServer(instance: Instance, call: Call): Answer {
  return home([instance], call);
}

function home(instances: Iterable<Instance>, call: Call): Answer {
  const language = languageOf(call.headers['accept-language']);
  const text = textsFor(language);
  const cards = [...instances].map((instance) => {
    const items = [...instance.databases.values()].map((db) => {
      const place = { instance, db };
      const size = db.table('res.partner').rows.size;
      return html`<li><a href="${href(place, 'contacts')}">${db.name}</a><span class="tag">${size}</span>
<a href="${href(place, 'preferences')}">${text.security}</a></li>`;
    });
    return html`<section class="box"><h2>${text.version} ${instance.version.serie}</h2>
<p class="sub"><code>${serverUrl(call, instance)}</code></p><ul class="links">${items}</ul></section>`;
  });
  const body = html`<div class="head"><h1>${text.servers}</h1><p class="sub">${text.about}</p></div><div class="accounts">${cards}</div>`;
  return page(200, layout(text.servers, language, null, null, body));
}
