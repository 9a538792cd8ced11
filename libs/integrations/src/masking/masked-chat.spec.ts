import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { OpenLedger } from '../../../../test/support/builders/vendor-request.builder.js';
import { aModel, type ModelSimulator } from '../../../../test/support/simulators/chat-model-harness.js';
import { ChatSimulator } from '../../../../test/support/simulators/chat-simulator.js';
import { openAiWire } from '../../../../test/support/simulators/openai-simulator.js';
import { VendorSimulator } from '../../../../test/support/simulators/vendor-simulator.js';

const OWNER = 'Awa Diop';
const PHONE = '+221 77 123 45 67';
const EMAIL = 'awa@exemple.sn';
const REQUEST = {
  system: 'You write.',
  prompt: `<idea>${OWNER} vend des pagnes ; ${PHONE}, ${EMAIL}</idea>`,
  schema: z.strictObject({ text: z.string().max(90) }),
  schemaName: 'text',
  promptId: 'text@1',
};
const WRITTEN = JSON.stringify({ text: 'Écrivez à [[PERSON_1]] : [[PHONE_1]].' });
const RESTORED = { text: `Écrivez à ${OWNER} : ${PHONE}.` };

describe('a chat model behind the mask', () => {
  let simulator: ModelSimulator;
  let ledger: OpenLedger;

  beforeAll(async () => {
    simulator = await VendorSimulator.start(openAiWire({ apiKey: 'sk-right', keepMessages: true }));
  });
  beforeEach(() => {
    simulator.reset();
    ledger = new OpenLedger();
    ledger.names = [OWNER];
  });
  afterAll(() => simulator.stop());

  const cloud = (env = {}) =>
    aModel('openai', { OPENAI_BASE_URL: `${simulator.url}/v1`, OPENAI_API_KEY: 'sk-right', ...env });
  const ownServer = (url = simulator.url) =>
    aModel('openai-compatible', { LLM_BASE_URL: url, LLM_MODEL: 'own', LLM_API_KEY: 'sk-right' });
  const options = () => ({
    signal: new AbortController().signal,
    callKey: 'key',
    deadlineMs: 10_000,
    ledger,
  });
  const says = (...contents: string[]) => {
    simulator.play(...contents.map((content) => ({ behaviour: { kind: 'content' as const, content } })));
  };
  const sent = () => JSON.stringify(simulator.received().map(({ body, headers }) => [body, headers]));

  it('is not told who it is about, and its answer is restored', async () => {
    says(WRITTEN);
    const answer = await cloud().generateStructured(REQUEST, options());

    expect(answer.value).toEqual(RESTORED);
    for (const original of [OWNER, PHONE, EMAIL]) expect(sent()).not.toContain(original);
    expect(sent()).toContain('<idea>[[PERSON_1]] vend des pagnes ; [[PHONE_1]], [[EMAIL_1]]</idea>');
  });

  it('repeats a recorded answer restored, also where nothing is masked any more', async () => {
    says(WRITTEN);
    const first = await cloud().generateStructured(REQUEST, options());
    for (const model of [cloud(), cloud({ MODEL_MASK_PERSONAL_DATA: 'false' }), ownServer()]) {
      expect(await model.generateStructured(REQUEST, options())).toEqual({ ...first, attempts: 0 });
    }
    ledger.names = ['Fatou Ndiaye'];
    expect(await cloud().generateStructured(REQUEST, options())).toEqual({ ...first, attempts: 0 });
    expect(simulator.received()).toHaveLength(1);
  });

  it('has a long answer corrected without being told more', async () => {
    says(JSON.stringify({ text: `[[PHONE_1]] ${'très '.repeat(30)}long` }), WRITTEN);
    const answer = await cloud().generateStructured(REQUEST, options());

    expect(answer).toMatchObject({ value: RESTORED, ladder: 'repair' });
    expect(simulator.received()).toHaveLength(2);
    for (const original of [OWNER, PHONE, EMAIL]) expect(sent()).not.toContain(original);
    expect(sent()).toContain('[[PHONE_1]] très');
  });

  it.each(['[[PHONE_7]]', '[PERSON_4]'])('fails where it makes up a detail: %s', async (invented) => {
    says(JSON.stringify({ text: `Appelez ${invented}` }));
    await expect(cloud().generateStructured(REQUEST, options())).rejects.toMatchObject({
      failure: 'invalid_output',
    });
    expect(ledger.entries.map(({ response }) => response)).toEqual([null]);
  });

  it('streams what is restored, and no piece of a marker', async () => {
    const talk = 'Passez à la boutique quand vous voulez. '.repeat(10);
    says(`${talk}Appelez [[PERSON_1]] au [[PHONE_1]]. ${talk}Demandez [[PERSON_1]].`);
    const heard: string[] = [];
    const answer = await cloud().generateText(REQUEST, { ...options(), onText: (text) => heard.push(text) });

    expect(answer.value).toBe(`${talk}Appelez ${OWNER} au ${PHONE}. ${talk}Demandez ${OWNER}.`);
    expect(heard.at(-1)).toBe(answer.value);
    expect(heard.length).toBeGreaterThan(2);
    for (const text of heard) expect(answer.value.startsWith(text)).toBe(true);
  });

  it('is sent the same bytes where nothing is masked and where there is nothing to mask', async () => {
    const plain = { ...REQUEST, prompt: '<idea>Des pagnes à 25 000 FCFA.</idea>' };
    await cloud().generateStructured(plain, options());
    ledger = new OpenLedger();
    await cloud({ MODEL_MASK_PERSONAL_DATA: 'false' }).generateStructured(plain, options());
    ledger = new OpenLedger();
    await cloud({ MODEL_MASK_PERSONAL_DATA: 'false' }).generateStructured(REQUEST, options());

    const [masked, unmasked, personal] = simulator.received().map(({ body }) => JSON.stringify(body));
    expect(masked).toBe(unmasked);
    for (const original of [OWNER, PHONE, EMAIL]) expect(personal).toContain(original);
    expect(personal).not.toContain('[[');
  });

  it('is told everything on a machine of our own', async () => {
    const own = await ChatSimulator.start({ apiKey: 'sk-right', keepMessages: true });
    await ownServer(own.url).generateStructured(REQUEST, options());
    await own.stop();
    for (const original of [OWNER, PHONE, EMAIL])
      expect(JSON.stringify(own.ledger.entries)).toContain(original);
  });
});
