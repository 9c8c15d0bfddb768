/**
 * SQL, of a push `p`: a newer one of the same kind and record was asked for. Sent again, `p` would bring back an old state, or
 * overtake the newer one. So the newest is always the last in its record's order, and a retry leaves its number alone.
 */
export const SUPERSEDED = `EXISTS (SELECT 1 FROM crm_pushes n WHERE n.workspace_id = p.workspace_id AND n.object = p.object
  AND n.local_id = p.local_id AND n.connection_id = p.connection_id AND n.sequence > p.sequence
  AND COALESCE(n.payload ->> 'kind', 'call') = COALESCE(p.payload ->> 'kind', 'call'))`;
