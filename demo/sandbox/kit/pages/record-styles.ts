/** Lists and record pages: one column on a phone, three on a desk. */
export const recordStyles = `
.top{display:flex;flex-wrap:wrap;align-items:center;gap:6px 22px;background:var(--card);border-bottom:1px solid var(--line);padding:10px 24px}
.brand{display:flex;align-items:center;gap:9px;font-weight:650;color:var(--ink);text-decoration:none}
.mark{width:18px;height:18px;border-radius:6px;background:radial-gradient(circle,var(--card) 0 3.5px,var(--accent) 4px)}
nav{display:flex;flex-wrap:wrap;gap:2px}nav a{padding:5px 10px;border-radius:8px;text-decoration:none;color:var(--soft)}
nav a:hover{background:var(--hint)}nav a[aria-current]{background:var(--hint);color:var(--ink);font-weight:600}
.account{margin-left:auto;font-weight:600}.account small{color:var(--soft);font-weight:400}
main{max-width:1240px;margin:0 auto;padding:24px}
h1{font-size:24px;line-height:1.25;margin:0;font-weight:650}h2{font-size:15px;margin:0 0 10px}
.sub{color:var(--soft);margin:2px 0 0}.head{margin-bottom:20px}
.cols{display:grid;gap:18px;grid-template-columns:minmax(260px,330px) minmax(0,1fr) minmax(220px,280px);align-items:start}
@media (max-width:960px){.cols{grid-template-columns:1fr}main{padding:16px}}
.box{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px 18px;margin-bottom:18px}
.box:last-child{margin-bottom:0}details.box{margin-top:0}
label{display:block;font-size:13px;color:var(--soft);margin-bottom:10px}
input,select,textarea{font:inherit;width:100%;color:var(--ink);background:var(--bg);border:1px solid var(--line);border-radius:8px;padding:7px 9px;margin-top:2px}
dl{margin:0}dt{font-size:13px;color:var(--soft)}dd{margin:0 0 10px;overflow-wrap:anywhere}
details{margin-top:12px}summary{cursor:pointer;color:var(--soft);font-size:14px}details dl{margin-top:12px}
.event{border:1px solid var(--line);border-radius:10px;padding:12px 14px;margin-top:12px}
.event:first-of-type{margin-top:0}
.event header{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline}.event h3{font-size:15px;margin:0}
.event time{color:var(--soft);font-size:13px;margin-left:auto}
.facts{display:flex;flex-wrap:wrap;gap:6px;margin:8px 0 0;padding:0;list-style:none}
.facts li{background:var(--hint);border-radius:99px;padding:2px 10px;font-size:13px}
.event p{margin:8px 0 0;white-space:pre-line;overflow-wrap:anywhere}
.links{list-style:none;margin:0;padding:0}.links li{padding:4px 0;overflow-wrap:anywhere}
.tag{font-size:12px;color:var(--soft);border:1px solid var(--line);border-radius:99px;padding:1px 8px;margin-left:6px}
.none{color:var(--soft);margin:0}.note{border-radius:10px;padding:10px 14px;margin:0 0 16px;background:var(--hint)}
.note.bad{background:var(--bad-bg);color:var(--bad)}
.tablebox{overflow-x:auto;padding:0}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:9px 14px;border-bottom:1px solid var(--line);white-space:nowrap;max-width:215px;overflow:hidden;text-overflow:ellipsis}
th{font-size:13px;color:var(--soft);font-weight:600}tr:last-child td{border-bottom:0}tbody tr:hover{background:var(--hint)}
.pager{display:flex;gap:16px;align-items:center;margin-top:14px;color:var(--soft)}
.bar{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;margin:0 0 12px}.pick{width:44px}.pick input{width:18px;height:18px;margin:0;accent-color:var(--accent)}
.bar label.all{display:flex;gap:8px;align-items:center;margin:0;white-space:nowrap}.bar label.all input{width:18px;height:18px;margin:0}
.ask{max-width:520px}.ask ul{padding-left:20px}#actions form{margin-top:12px}button.danger{background:var(--bad);border-color:var(--bad);color:var(--card)}
.accounts{display:grid;gap:18px;grid-template-columns:repeat(auto-fit,minmax(280px,1fr))}
`;
