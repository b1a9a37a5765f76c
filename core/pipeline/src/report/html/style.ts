/** The look of a report: a document for a committee. Light and dark by preference, light on paper. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1d2329;--soft:#55606b;--line:#d9dee3;--paper:#fff;--ground:#f4f6f8;--accent:#0a5a9c;
--good:#166a45;--good-ground:#e7f4ed;--warn:#8a5300;--warn-ground:#fdf3e2;--bad:#a3251c;--bad-ground:#fceae8;--champion:#eaf3fb;--chart:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#a3adb7;--line:#3a434c;--paper:#1b2026;--ground:#13171b;--accent:#7db8ea;
--good:#7fd1a8;--good-ground:#17352a;--warn:#f0bd6a;--warn-ground:#3a2c12;--bad:#f39a92;--bad-ground:#3f1d1a;--champion:#1d3042;--chart:#fff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:72rem;margin:0 auto;padding:2.5rem 3rem 4rem;background:var(--paper)}
h1{font-size:1.9rem;line-height:1.25;margin:.2rem 0 .3rem;letter-spacing:-.01em}
h2{font-size:1.3rem;margin:2.6rem 0 .7rem;padding-top:.9rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.4rem 0 .4rem}
p{margin:.5rem 0;max-width:50rem}
a{color:var(--accent)}
.over{color:var(--soft);font-size:.85rem;letter-spacing:.02em}
.question{font-size:1.05rem;color:var(--soft);max-width:46rem}
.verdict{margin:1.4rem 0;padding:1.3rem 1.5rem;border:1px solid var(--line);border-left:6px solid var(--tone);background:var(--tone-ground);border-radius:4px}
.verdict .word{display:inline-block;font-weight:700;font-size:1.35rem;letter-spacing:.04em;color:var(--tone)}
.verdict p:first-of-type{font-size:1.1rem}
.go{--tone:var(--good);--tone-ground:var(--good-ground)}
.no-go{--tone:var(--bad);--tone-ground:var(--bad-ground)}
.more-data{--tone:var(--warn);--tone-ground:var(--warn-ground)}
.gauge{margin:1rem 0 0;max-width:100%}
.gauge svg{width:100%;height:auto;max-width:44rem;display:block}
.gauge text{fill:var(--ink);font-size:12px}
.callout{margin:.8rem 0;max-width:none;padding:.7rem 1rem;border-left:4px solid var(--tone);background:var(--tone-ground);border-radius:3px}
.callout.info{--tone:var(--accent);--tone-ground:var(--champion)}
.callout.good{--tone:var(--good);--tone-ground:var(--good-ground)}
.callout.warn{--tone:var(--warn);--tone-ground:var(--warn-ground)}
.callout.bad{--tone:var(--bad);--tone-ground:var(--bad-ground)}
nav ol{columns:2;column-gap:2.5rem;padding-left:1.3rem;margin:.3rem 0;font-size:.93rem}
nav h2{margin-top:1.8rem}
.wide{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;width:100%;font-size:.88rem;line-height:1.4}
caption span{display:block}
caption{text-align:left;color:var(--soft);padding:0 0 .45rem;font-size:.88rem}
th,td{padding:.38rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{min-width:2.8em;font-weight:600;border-bottom:2px solid var(--line);vertical-align:bottom}
td.right,th.right{text-align:right;font-variant-numeric:tabular-nums}
td.number span,td.range{white-space:nowrap}
td.token{overflow-wrap:anywhere}
td:first-child{min-width:6rem}
tr.champion td{background:var(--champion);font-weight:600}
tr.good td:first-child{box-shadow:inset 4px 0 var(--good)}
tr.warn td:first-child{box-shadow:inset 4px 0 var(--warn)}
tr.bad td:first-child{box-shadow:inset 4px 0 var(--bad)}
tr.good td:first-child,tr.warn td:first-child,tr.bad td:first-child{padding-left:.9rem}
details>summary{cursor:pointer;color:var(--accent);font-size:.9rem;padding:.3rem 0}
figure{margin:1.2rem 0;max-width:56rem}
figure .chart{background:var(--chart);border:1px solid var(--line);border-radius:4px;padding:.4rem}
figure svg{display:block;width:100%;height:auto}
figcaption{color:var(--soft);font-size:.9rem;margin-top:.4rem}
figcaption b{color:var(--ink)}
code{font:.85em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
footer{margin-top:3rem;padding-top:.8rem;border-top:1px solid var(--line);color:var(--soft);font-size:.85rem}
.band{font-size:.8rem;letter-spacing:.08em;text-transform:uppercase;color:var(--soft);margin:3rem 0 -1.6rem}
@media (max-width:44rem){main{padding:1.4rem 1.1rem 3rem}nav ol{columns:1}h1{font-size:1.5rem}.verdict{padding:1rem}
th,td{min-width:4.6em}caption span{max-width:calc(100vw - 2.4rem);position:sticky;left:0}
figure .chart,.gauge{overflow-x:auto}figure svg{min-width:33rem}.gauge svg{min-width:30rem}}
@media print{:root{--ink:#1d2329;--soft:#55606b;--line:#cfd5da;--paper:#fff;--ground:#fff;--accent:#0a5a9c;--good:#166a45;--good-ground:#fff;--warn:#8a5300;--warn-ground:#fff;--bad:#a3251c;--bad-ground:#fff;--champion:#eef4fa}
body{font-size:10.5pt;background:#fff}main{max-width:none;padding:0}nav{display:none}h2{break-after:avoid}figure,.verdict,.callout,tr{break-inside:avoid}.wide{overflow:visible}@page{margin:18mm 16mm}}
`.replaceAll('\n', '');
