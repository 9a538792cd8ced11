import { inkOf, legibleOn, tintOf } from '@genesis/knowledge';
import type { SiteColours } from './site.js';

const PAPER = '#FFFFFF';
const GROUND = '#F6F5F2';

/** The style sheet of a website. Its colours are those of the template, moved as far as reading needs. */
export function styleOf({ primary, secondary, accent }: SiteColours): string {
  const ink = inkOf(primary);
  const link = legibleOn(primary, GROUND);
  const button = legibleOn(primary, PAPER);
  return `
:root{--ink:${ink};--link:${link};--button:${button};--on-button:${legibleOn(PAPER, button)};--line:${tintOf(secondary)};--mark:${legibleOn(accent, PAPER, 3)};--paper:${PAPER};--ground:${GROUND}}
*{box-sizing:border-box}
html{scroll-behavior:smooth}
body{margin:0;color:var(--ink);background:var(--paper);font:1.0625rem/1.65 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
a{color:var(--link);text-underline-offset:.2em}
a:focus-visible{outline:3px solid var(--mark);outline-offset:3px}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;padding:.5rem 1rem;background:var(--paper)}
.wrap{width:min(68rem,100% - 2.5rem);margin-inline:auto}
header{border-bottom:1px solid var(--ground)}
header .wrap{display:flex;flex-wrap:wrap;gap:.75rem 2rem;align-items:center;padding-block:1rem}
.brand{display:flex;align-items:center;margin-right:auto;color:inherit;font-weight:700;font-size:1.2rem;text-decoration:none}
.brand img{display:block;height:3rem;width:auto;max-width:14rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:0;padding:0;list-style:none}
nav a{display:inline-block;padding:.4rem 0;color:inherit;text-decoration:none;border-bottom:2px solid transparent}
nav a:hover,nav a[aria-current]{border-color:var(--mark)}
.hero{background:var(--ground);padding-block:clamp(3rem,9vw,6.5rem)}
h1{margin:0 0 .6rem;font-size:clamp(2rem,5.5vw,3.4rem);line-height:1.12;letter-spacing:-.02em;text-wrap:balance}
h2{margin:0 0 1rem;font-size:clamp(1.4rem,3vw,2rem);line-height:1.25;text-wrap:balance}
h3{margin:0 0 .4rem;font-size:1.15rem}
p{margin:0 0 1rem;max-width:62ch}
.lead{font-size:1.25rem;color:var(--link);font-weight:600}
section{padding-block:clamp(2.5rem,6vw,4.5rem)}
section:nth-of-type(even){background:var(--ground)}
.cards{display:grid;gap:1.25rem;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));margin:0;padding:0;list-style:none}
.card{padding:1.5rem;background:var(--paper);border:1px solid var(--line);border-top:4px solid var(--mark);border-radius:.5rem}
.card>:last-child{margin-bottom:0}
.card ul{margin:0 0 1rem;padding-left:1.2rem}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.75rem}
.button{display:inline-block;padding:.8rem 1.4rem;border:2px solid var(--button);border-radius:.5rem;background:var(--button);color:var(--on-button);font-weight:600;text-decoration:none}
.button.quiet{background:transparent;color:var(--link)}
blockquote{margin:1.5rem 0;padding:.25rem 0 .25rem 1.25rem;border-left:4px solid var(--mark);font-size:1.2rem}
blockquote p:last-child{margin:0}
dl{display:grid;gap:.5rem 1.5rem;grid-template-columns:max-content 1fr;margin:0 0 1.5rem}
dt{font-weight:600}
dd{margin:0}
.price{font-weight:700}
footer{padding-block:2rem;background:var(--ink);color:#FFFFFF}
footer p{margin:0}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media (max-width:30rem){dl{grid-template-columns:1fr}}
`.trim();
}
