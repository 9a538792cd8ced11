import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigModule, loadSettings } from '@genesis/config';
import { newId } from '@genesis/kernel';
import { RedisVfsModule, VirtualFiles, type Workspace, WorkspaceBackend } from '@genesis/redis-vfs';
import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';
import { Test, type TestingModule } from '@nestjs/testing';
import { type BackendProtocolV2, createDeepAgent } from 'deepagents';

const PLACE = '/research/notes/1.md';
const NOTE = '# Thiès\nUn mafé coûte 700 FCFA.\nAu lycée, midi.\n';

interface ToolCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

describe('the virtual file system as a deepagents backend', () => {
  let app: TestingModule;
  let ownerId: string;
  let workspaceId: string;
  let workspace: Workspace;

  beforeAll(async () => {
    app = await Test.createTestingModule({
      imports: [ConfigModule.forRoot({ loaded: loadSettings() }), RedisVfsModule],
    }).compile();
    app.enableShutdownHooks([]);
    await app.init();
  });

  afterAll(() => app.close());

  beforeEach(() => {
    ownerId = newId();
    workspaceId = newId();
    workspace = app.get(VirtualFiles).workspace({ workspaceId, ownerId });
  });

  afterEach(() => workspace.deleteWorkspace());

  /** Runs the package's own agent with a model that makes these calls, one by one. @returns what its tools answered */
  async function act(...calls: readonly ToolCall[]): Promise<readonly string[]> {
    const backend: BackendProtocolV2 = new WorkspaceBackend(workspace, { author: 'deepagent' });
    const model = fakeModel();
    for (const { name, args } of calls) model.respondWithTools([{ name, args: { ...args } }]);
    model.respond(new AIMessage('done'));
    const agent = createDeepAgent({ model, backend });
    const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'Take notes.' }] });
    return messages.filter((message: BaseMessage) => ToolMessage.isInstance(message)).map(textOf);
  }

  it('lets its agent write, list, read, change and find files', async () => {
    const [wrote, listed, read, edited, globbed, grepped] = await act(
      { name: 'write_file', args: { file_path: PLACE, content: NOTE } },
      { name: 'ls', args: { path: '/research' } },
      { name: 'read_file', args: { file_path: PLACE, offset: 1, limit: 1 } },
      { name: 'edit_file', args: { file_path: PLACE, old_string: '700', new_string: '750' } },
      { name: 'glob', args: { pattern: '**/*.md', path: '/' } },
      { name: 'grep', args: { pattern: 'FCFA', path: '/research', glob: '*.md' } },
    );

    expect(wrote).toBe(`Successfully wrote to '${PLACE}'`);
    expect(listed).toBe('/research/notes/ (directory)');
    expect(read).toContain('Un mafé coûte 700 FCFA.');
    expect(read).not.toContain('Thiès');
    expect(edited).toBe(`Successfully replaced 1 occurrence(s) in '${PLACE}'`);
    expect(globbed).toBe(PLACE);
    expect(grepped).toContain('Un mafé coûte 750 FCFA.');

    const { content, stat } = await workspace.readRaw(PLACE);
    expect(content).toBe(NOTE.replace('700', '750'));
    expect(stat).toMatchObject({ author: 'deepagent', mediaType: 'text/markdown', revision: 2 });
  });

  it('shows its agent what other writers left, and removes a folder', async () => {
    await workspace.write('/research/sources.json', '{"pages": []}\n');
    await workspace.write('/research/notes/2.md', 'À garder ?\n');
    await workspace.write('/brief/brief.md', 'Chez Awa\n');
    const [read, removed, listed] = await act(
      { name: 'read_file', args: { file_path: '/research/sources.json' } },
      { name: 'delete', args: { file_path: '/research' } },
      { name: 'ls', args: { path: '/' } },
    );

    expect(read).toContain('{"pages": []}');
    expect(removed).toContain('/research');
    expect(listed).toBe('/brief/ (directory)');
    expect((await workspace.glob('**')).map(({ path }) => path)).toEqual(['/brief/brief.md']);
  });

  it('answers what it refuses with a sentence, and its agent goes on', async () => {
    const [missing, climbed, ambiguous, absent, tooLarge, listed] = await act(
      { name: 'read_file', args: { file_path: '/nothing.md' } },
      { name: 'write_file', args: { file_path: '/research/a b.md', content: 'x' } },
      { name: 'write_file', args: { file_path: PLACE, content: 'mafé mafé' } },
      { name: 'edit_file', args: { file_path: PLACE, old_string: 'mafé', new_string: 'yassa' } },
      { name: 'write_file', args: { file_path: '/big.txt', content: 'x'.repeat(65_537) } },
      { name: 'ls', args: { path: '/' } },
    );

    expect(missing).toContain("File '/nothing.md' not found");
    expect(climbed).toMatch(/^Error: the path is invalid: segments are/u);
    expect(ambiguous).toBe(`Successfully wrote to '${PLACE}'`);
    expect(absent).toMatch(/^Error: the text to replace occurs 2 times/u);
    expect(tooLarge).toBe('Error: the file is too large: at most 65536 bytes');
    expect(listed).toBe('/research/ (directory)');
  });

  it('shows an agent of somebody else nothing', async () => {
    await workspace.write(PLACE, NOTE);
    const files = app.get(VirtualFiles);
    const mine = workspace;
    workspace = files.workspace({ workspaceId, ownerId: newId() });
    const [read, wrote] = await act(
      { name: 'read_file', args: { file_path: PLACE } },
      { name: 'write_file', args: { file_path: PLACE, content: 'mine now' } },
    );
    workspace = mine;

    expect(read).toBe('Error: the workspace does not exist');
    expect(wrote).toBe('Error: the workspace does not exist');
    expect((await mine.readRaw(PLACE)).content).toBe(NOTE);
  });
});

function textOf({ content }: BaseMessage): string {
  if (typeof content === 'string') return content;
  return content.map((part) => ('text' in part && typeof part.text === 'string' ? part.text : '')).join('');
}
