/** The five deep agents, in the order in which they are shown. */
export const AGENT_NAMES = ['research', 'content', 'logo', 'seo', 'template'] as const;
export type AgentName = (typeof AGENT_NAMES)[number];

/** Every node of the plan: the agents, and the synthesis that folds their results together. */
export const TASK_NAMES = [...AGENT_NAMES, 'synthesis'] as const;
export type TaskName = (typeof TASK_NAMES)[number];

export interface PlanTask {
  readonly name: TaskName;
  /** Tasks that must have settled before this one starts; whether they succeeded is for the agent to look at. */
  readonly needs: readonly TaskName[];
}

/** A small acyclic graph, declared as data. A run keeps the `version` it was started with. */
export interface Plan {
  readonly version: string;
  readonly tasks: readonly PlanTask[];
}

export const BRIEF_PLAN: Plan = {
  version: 'brief@1',
  tasks: [
    { name: 'research', needs: [] },
    { name: 'content', needs: ['research'] },
    { name: 'logo', needs: ['research'] },
    { name: 'seo', needs: ['research'] },
    { name: 'template', needs: ['research'] },
    { name: 'synthesis', needs: ['content', 'logo', 'seo', 'template'] },
  ],
};

/** Tasks whose needs have settled and that have not started.
 *  @param isSettled tells whether a task has reached an end. @param isStarted whether it is under way or settled. */
export function readyTasks(
  plan: Plan,
  isSettled: (task: TaskName) => boolean,
  isStarted: (task: TaskName) => boolean,
): readonly PlanTask[] {
  return plan.tasks.filter((task) => !isStarted(task.name) && task.needs.every(isSettled));
}
