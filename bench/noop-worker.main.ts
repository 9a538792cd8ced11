import 'reflect-metadata';
import { type Agent, type AgentOutcome, AgentRoster, type TaskName } from '@genesis/agents';
import { Test } from '@nestjs/testing';
import { WorkerModule } from '../apps/worker/src/worker.module.js';

// The real worker with agents that do nothing: what is left is what a run itself costs.
const nothing: AgentOutcome = {
  status: 'success',
  data: {},
  provenance: {},
  error: null,
  provider: 'knowledge',
  model: null,
  warnings: [],
  usage: null,
};

class IdleAgents extends AgentRoster {
  agentFor(_task: TaskName): Agent {
    return { run: () => Promise.resolve(nothing) };
  }
}

process.title = 'genesis-bench-worker';
const testing = await Test.createTestingModule({ imports: [WorkerModule.forRoot()] })
  .overrideProvider(AgentRoster)
  .useValue(new IdleAgents())
  .compile();
const app = await testing.init();
process.once('disconnect', () => {
  void app.close().then(() => process.exit(0));
});
process.send?.('ready');
