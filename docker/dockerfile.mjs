import { DockerfileParser } from 'dockerfile-ast';

/**
 * @typedef {object} Instruction
 * @property {string} keyword upper case
 * @property {string} text what follows the keyword, lines joined, flags left out
 * @property {Record<string, string>} flags `--name=value`, by name
 * @property {string[] | null} json the exec form, null where the shell form stands
 *
 * @typedef {object} Stage
 * @property {string} name
 * @property {string} base an earlier stage or an image, variables put in
 * @property {Instruction[]} instructions without FROM
 */

/** @param {string} text of a Dockerfile @returns {Stage[]} in their order */
export function readDockerfile(text) {
  const file = DockerfileParser.parse(text);
  const defaults = new Map(
    file.getInitialARGs().map((arg) => [arg.getProperty()?.getName(), arg.getProperty()?.getValue()]),
  );
  /** @type {Stage[]} */
  const stages = [];
  for (const instruction of file.getInstructions()) {
    const keyword = instruction.getKeyword();
    if (keyword === 'FROM') {
      const image = instruction.getImage() ?? '';
      const base = image.replace(/^\$\{(\w+)\}$/, (_whole, name) => defaults.get(name) ?? '');
      stages.push({ name: instruction.getBuildStage() ?? '', base, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push(readInstruction(instruction));
    }
  }
  return stages;
}

/** @param {import('dockerfile-ast').Instruction} instruction @returns {Instruction} */
function readInstruction(instruction) {
  const keyword = instruction.getKeyword();
  const text = (instruction.getRawArgumentsContent() ?? '').replace(/\\\r?\n\s*(#.*\r?\n\s*)*/g, ' ').trim();
  const given =
    'getFlags' in instruction ? /** @type {import('dockerfile-ast').Copy} */ (instruction).getFlags() : [];
  const flags = Object.fromEntries(given.map((flag) => [flag.getName(), flag.getValue() ?? '']));
  const command = text.replace(/^CMD\s+/, '');
  return { keyword, text, flags, json: command.startsWith('[') ? JSON.parse(command) : null };
}

/**
 * The stage and those it is built on, the lowest first.
 * @param {Stage[]} stages @param {string} name @returns {Stage[]}
 */
export function chainOf(stages, name) {
  const stage = stages.find((candidate) => candidate.name === name);
  if (!stage) return [];
  return [...chainOf(stages, stage.base), stage];
}

/**
 * What a container of this target starts with.
 * @param {Stage[]} stages
 * @param {string} target
 * @param {Record<string, string>} [args] build arguments
 */
export function imageConfig(stages, target, args = {}) {
  const config = {
    env: /** @type {Record<string, string>} */ ({}),
    labels: /** @type {Record<string, string>} */ ({}),
    exposed: /** @type {number[]} */ ([]),
    user: 'root',
    workdir: '/',
    stopSignal: '',
    entrypoint: /** @type {string[] | null} */ (null),
    command: /** @type {string[] | null} */ (null),
    health: /** @type {Instruction | null} */ (null),
  };
  const known = new Map();
  const expand = (value) => value.replace(/\$\{(\w+)\}/g, (_whole, name) => known.get(name) ?? '');
  const pairs = (text) =>
    [...text.matchAll(/([\w.]+)=("[^"]*"|\S+)/g)].map(([, name = '', value = '']) => [
      name,
      expand(value.replace(/^"|"$/g, '')),
    ]);
  for (const { keyword, text, json } of chainOf(stages, target).flatMap(({ instructions }) => instructions)) {
    if (keyword === 'ARG') {
      const [name = '', value = ''] = text.split(/=(.*)/s);
      known.set(name, args[name] ?? value);
    } else if (keyword === 'ENV') Object.assign(config.env, Object.fromEntries(pairs(text)));
    else if (keyword === 'LABEL') Object.assign(config.labels, Object.fromEntries(pairs(text)));
    else if (keyword === 'EXPOSE') config.exposed.push(...text.split(/\s+/).map(Number));
    else if (keyword === 'USER') config.user = text;
    else if (keyword === 'WORKDIR') config.workdir = text;
    else if (keyword === 'STOPSIGNAL') config.stopSignal = text;
    else if (keyword === 'ENTRYPOINT') config.entrypoint = json;
    else if (keyword === 'CMD') config.command = json;
  }
  for (const { instructions } of chainOf(stages, target)) {
    config.health = instructions.findLast(({ keyword }) => keyword === 'HEALTHCHECK') ?? config.health;
  }
  return config;
}
