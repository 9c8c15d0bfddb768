import { addStyles } from '../add-styles.js';
import type { MakePanel } from '../panels.js';
import { panelStyles } from '../panels.styles.js';
import { ComparePanel } from './compare.js';
import { TriedPanel } from './dry-run.js';
import { UnfitPanel, UnmappedPanel } from './errors-list.js';
import { ImportPanel } from './import-export.js';
import { LeavePanel } from './leave.js';
import { ResetPanel } from './reset.js';
import { VersionsPanel } from './versions.js';

/** All of them come together, with what they look like: who opens one soon opens another. */
const styled =
  (make: MakePanel): MakePanel =>
  (body, of, close) => {
    addStyles(body.element, panelStyles);
    return make(body, of, close);
  };

export const historyPanel = styled((body) => new VersionsPanel(body));
export const resetPanel = styled((body) => new ResetPanel(body));
export const importPanel = styled((body) => new ImportPanel(body));
export const comparePanel = styled((body) => new ComparePanel(body));
export const leavePanel = styled((body, { field: provider }) => new LeavePanel(body, provider));
export const triedPanel = styled((body) => new TriedPanel(body));
export const unfitPanel = styled((body, { field }) => new UnfitPanel(body, field));
export const unmappedPanel = styled((body, { field }) => new UnmappedPanel(body, field));
