import { agents } from './agents-board.mjs';

/**
 * @typedef {object} VendorsReport
 * @property {(client: import('./api-client.mjs').ApiClient, saved: SavedBrief) => Promise<object>} facts
 * @property {(client: import('./api-client.mjs').ApiClient, saved: SavedBrief) => Promise<string>} text
 * @typedef {Awaited<ReturnType<typeof import('./brief-folder.mjs').saveBrief>>} SavedBrief
 */

const inDollars = (microUsd) => `${(microUsd / 1_000_000).toFixed(4)} USD`;

/**
 * Tells of a brief who wrote what, what it cost, which pages were read and where the logo is; and of simulated vendors
 * what they were asked.
 * @param {readonly { name: string, url: string }[]} vendors
 * @returns {VendorsReport}
 */
export function vendorsReport(vendors) {
  const facts = async (client, saved) => {
    const { brief } = saved;
    const cost = await client.json('GET', `/api/v1/business/brief/${brief.brief_id}/cost`);
    const [{ tasks }] = cost.runs;
    return {
      cost: { currency: cost.currency, total: cost.total, tasks },
      sources: brief.market_research?.search_metadata?.sources ?? [],
      logo: brief.logo_creation?.primary_logo ?? null,
      logo_file: saved.pictures[0] ?? null,
      vendors: await Promise.all(vendors.map(asked)),
    };
  };
  return { facts, text: async (client, saved) => textOf(await facts(client, saved), saved.brief) };
}

/** What a simulated vendor was asked: requests that it answered, and those that it did not. */
async function asked({ name, url }) {
  const { requests } = await (await fetch(`${url}/__ledger`)).json();
  const answered = requests.filter(({ status }) => status !== null && status < 400).length;
  return { name, requests: requests.length, answered };
}

function textOf({ cost, sources, logo, logo_file: logoFile, vendors }, brief) {
  const lines = ['', '  Who wrote what', ''];
  for (const agent of agents) {
    const { provider, model } = brief.agents[agent];
    const task = cost.tasks.find((other) => other.task === agent);
    const calls = (task?.providers ?? []).map(
      (spent) =>
        `${spent.provider}${spent.model ? ` ${spent.model}` : ''}: ${spent.calls} × ${spent.capability}, ${inDollars(spent.cost_micro_usd)}`,
    );
    lines.push(`  ${agent.padEnd(9)} ${[provider, model].filter(Boolean).join(' ')}`);
    for (const call of calls) lines.push(`  ${''.padEnd(9)}   ${call}`);
  }
  lines.push('', `  In all    ${cost.total.calls} calls, ${inDollars(cost.total.cost_micro_usd)}`);
  lines.push('', '  Pages that were read');
  for (const { title, url } of sources) lines.push(`    ${title} ${url}`);
  if (sources.length === 0) lines.push('    none');
  lines.push('', `  Logo      ${logo?.mime} ${logo?.width} x ${logo?.height}, ${logo?.url}`);
  if (logoFile !== null) lines.push(`            ${logoFile}`);
  lines.push('', '  What the simulated vendors were asked');
  for (const { name, requests, answered } of vendors)
    lines.push(`    ${name.padEnd(9)} ${String(requests).padStart(3)} requests, ${answered} answered`);
  lines.push('');
  return lines.join('\n');
}
