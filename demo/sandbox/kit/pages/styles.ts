/** Colours and type shared by every page; light and dark by the system's choice. */
export const baseStyles = `
:root{color-scheme:light dark;--bg:#f4f5f7;--card:#fff;--line:#dfe3e8;--ink:#1d2733;--soft:#5c6a78;--accent:#1f5f8b;
--accent-ink:#fff;--hint:#eef4f8;--bad:#a3261c;--bad-bg:#fdf0ee}
@media (prefers-color-scheme:dark){:root{--bg:#12171d;--card:#1a2129;--line:#303a45;--ink:#e7ecf1;--soft:#9caab8;
--accent:#7cbbe6;--accent-ink:#0d1a25;--hint:#212d38;--bad:#ff9d92;--bad-bg:#3a201d}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
a{color:var(--accent)}a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,
textarea:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
code{font-family:ui-monospace,monospace;font-size:.92em}
button{font:inherit;font-weight:600;border-radius:8px;padding:9px 18px;cursor:pointer;border:1px solid var(--line)}
button.strong{background:var(--accent);border-color:var(--accent);color:var(--accent-ink)}
button.plain{background:transparent;color:var(--ink)}
`;

/** The consent page: one card that fits a 500 by 650 popup, its middle scrolling when it must. */
export const consentStyles = `
body.consent{min-height:100vh;display:grid;place-items:center;padding:16px}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;width:100%;max-width:468px;padding:18px 24px 14px;max-height:calc(100vh - 32px);display:flex;flex-direction:column}
.card form{display:flex;flex-direction:column;min-height:0}.scroll{overflow-y:auto;min-height:60px;margin:0 -4px;padding:0 4px}
.brand{display:flex;align-items:center;gap:9px;margin:0 0 12px;font-weight:600;color:var(--soft)}
.mark{width:20px;height:20px;border-radius:6px;background:radial-gradient(circle,var(--card) 0 4px,var(--accent) 4.6px)}
h1{font-size:18px;line-height:1.3;font-weight:400;margin:0 0 10px}h1 strong{font-weight:650}
h2,legend{font-size:13px;font-weight:600;color:var(--soft);margin:10px 0 4px;padding:0}
fieldset{border:0;margin:0;padding:0}
.choice{display:flex;gap:12px;align-items:center;border:1px solid var(--line);border-radius:10px;padding:8px 12px;margin:6px 0;cursor:pointer}
.choice:has(:checked){border-color:var(--accent);background:var(--hint)}
.choice input{accent-color:var(--accent);margin:0;width:16px;height:16px}
.choice small{display:block;color:var(--soft);font-size:13px}.choice strong{font-weight:600}
.scopes{list-style:none;margin:0;padding:0;font-size:14px}
.scopes li{padding:2px 0 2px 22px;position:relative}
.scopes li::before{content:"";position:absolute;left:3px;top:8px;width:10px;height:5px;border:solid var(--accent);border-width:0 0 2px 2px;transform:rotate(-45deg)}
.actions{display:grid;grid-template-columns:1fr 1fr;gap:10px;margin-top:14px}
.foot{color:var(--soft);font-size:13px;margin:12px 0 0;text-align:center}
.fault{background:var(--bad-bg);color:var(--bad);border-radius:10px;padding:12px 14px;margin:0}
`;
