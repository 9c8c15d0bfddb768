import type { Actor } from '../../shared/keys.js';

/** The customer of Linea whose page this is; the id is Linea's own. */
export const WORKSPACE = { id: 'ws_pilot_1', name: 'Nordest Energia' } as const;

/** Who is signed in at Linea. */
export const ACTOR: Actor = { id: 'usr_marta', name: 'Marta Rinaldi' };
