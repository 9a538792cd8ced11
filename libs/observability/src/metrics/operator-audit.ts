/** What an operator is about to change, or was refused. */
export interface AuditedOperation {
  /** The pattern, as in `/operators/runs/:runId/cancel`. */
  readonly route: string;
  /** What the path names: ids. */
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** Whoever keeps a log of what operators do. The address of the caller is that of the context. */
export interface OperatorAudit {
  /** Before the act: what cannot be written down is not done. @throws when it was not written */
  begun(operation: AuditedOperation): Promise<void>;

  /** Bounded: whoever is refused a thousand times does not fill the log. */
  refused(operation: AuditedOperation & { readonly code: string }): Promise<void>;
}
