const WINDOW_MS = 60_000;

export interface ReportLimitOptions {
  /** Reports a minute. */
  readonly total: number;
  /** Reports a minute of one kind of error. */
  readonly ofOneKind: number;
  /** Milliseconds that only grow. Default performance.now. */
  readonly nowMs?: () => number;
}

/** Keeps a storm of errors from becoming a storm of reports. */
export class ReportLimit {
  private readonly nowMs: () => number;
  private windowEndsAtMs = -Infinity;
  private taken = 0;
  private heldBack = 0;
  private readonly byKind = new Map<string, number>();

  constructor(private readonly options: ReportLimitOptions) {
    this.nowMs = options.nowMs ?? (() => performance.now());
  }

  /** @returns null when this one is held back, else how many were since the last one that was not. */
  take(kind: string): number | null {
    this.startWindow();
    const ofKind = this.byKind.get(kind) ?? 0;
    if (this.taken >= this.options.total || ofKind >= this.options.ofOneKind) {
      this.heldBack += 1;
      return null;
    }
    this.taken += 1;
    this.byKind.set(kind, ofKind + 1);
    const { heldBack } = this;
    this.heldBack = 0;
    return heldBack;
  }

  private startWindow(): void {
    const now = this.nowMs();
    if (now < this.windowEndsAtMs) return;
    this.windowEndsAtMs = now + WINDOW_MS;
    this.taken = 0;
    this.byKind.clear();
  }
}
