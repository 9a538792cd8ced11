import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../local/project.mjs';
import { agents } from './agents-board.mjs';

/**
 * Reads a finished brief and saves its files, and itself as `response.json`, under `output/`.
 * @param {import('./api-client.mjs').ApiClient} client
 * @param {string} briefId
 * @param {string} name of the folder; a part of the id is added
 */
export async function saveBrief(client, briefId, name) {
  const briefUrl = `/api/v1/business/brief/${briefId}`;
  const brief = await client.json('GET', briefUrl);
  const folder = path.join('output', `${name}-${briefId.slice(0, 8)}`);
  const root = path.join(projectRoot, folder);
  mkdirSync(root, { recursive: true });
  const { items: files } = await client.json('GET', `${briefUrl}/files`);
  for (const file of files) {
    const response = await client.call('GET', `${briefUrl}/files${file.path}`);
    const target = path.join(root, ...file.path.split('/').filter(Boolean));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, Buffer.from(await response.arrayBuffer()));
  }
  writeFileSync(path.join(root, 'response.json'), `${JSON.stringify(brief, null, 2)}\n`);
  const pictures = await savePictures(client, brief, folder);
  return { brief, files, folder, pictures };
}

/** Saves the picture of the logo, where the logo has one. @returns {Promise<string[]>} its path, from the project's root */
async function savePictures(client, brief, folder) {
  const logo = brief.logo_creation?.primary_logo;
  // Our own drawings are files of the brief.
  if (!logo?.url.startsWith('/api/')) return [];
  const response = await client.call('GET', logo.url);
  const file = path.join(folder, 'logo', path.basename(logo.asset_id));
  mkdirSync(path.join(projectRoot, folder, 'logo'), { recursive: true });
  writeFileSync(path.join(projectRoot, file), Buffer.from(await response.arrayBuffer()));
  return [file];
}

/** True when no agent asked a model. */
export const usedNoModel = (brief) =>
  agents.every((agent) => ['knowledge', 'none', undefined, null].includes(brief.agents[agent]?.provider));

/** @param {Awaited<ReturnType<typeof saveBrief>>} saved @param {import('./texts.mjs').RunTexts} texts */
export function summary({ brief, files, folder }, texts) {
  const labelWidth = Math.max(texts.confidence.length, texts.readiness.length);
  const label = (text) => text.padEnd(labelWidth + 2);
  const nameWidth = Math.max(...agents.map((agent) => texts.agents[agent].length));
  const status = (value) => texts.statuses[value] ?? value;
  const lines = ['', `  ${brief.business_brief.business_name}: ${status(brief.status)}`];
  lines.push(`  ${label(texts.confidence)}${brief.overall_confidence ?? '–'}`);
  lines.push(`  ${label(texts.readiness)}${brief.is_ready_for_website ? texts.ready : texts.notReady}`);
  for (const { message } of brief.readiness_missing ?? []) lines.push(`  ${label('')}${message}`);
  lines.push('');
  for (const agent of agents) {
    const { status: reached, provider } = brief.agents[agent] ?? { status: 'pending' };
    const made = files.filter((file) => file.author === agent).map((file) => file.path);
    const name = texts.agents[agent].padEnd(nameWidth);
    lines.push(`  ${name} ${status(reached)} (${provider ?? texts.none})  ${made.join(' ')}`.trimEnd());
  }
  if (usedNoModel(brief)) lines.push('', `  ${texts.noModel}`);
  if (brief.missing_information?.length > 0) {
    lines.push('', `  ${texts.stillToBeTold}`);
    for (const { question } of brief.missing_information) lines.push(`    - ${question}`);
  }
  lines.push('', `  ${texts.files}: ${folder}`, '');
  return lines.join('\n');
}
