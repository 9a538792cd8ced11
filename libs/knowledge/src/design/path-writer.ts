import type { PathCommand } from 'opentype.js';

/** Where an outline lands: scale first, then shift. The font's y axis points up, the drawing's down. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** A number of the drawing: tenths of a unit, the shortest way to write it. */
export function short(value: number): string {
  return trimmed(Math.round(value * 10));
}

function trimmed(tenths: number): string {
  return (tenths / 10).toString().replace(/^(-?)0\./u, '$1.');
}

function joined(tenths: readonly number[]): string {
  return tenths.map(trimmed).reduce((text, next) => (next.startsWith('-') ? text + next : `${text} ${next}`));
}

/**
 * Writes outlines as SVG path data with relative coordinates in tenths. Points are rounded before they are
 * subtracted, so that rounding never adds up.
 */
export class PathWriter {
  private data = '';
  private x = 0;
  private y = 0;

  add(commands: readonly PathCommand[], { x, y, scale }: Placement): void {
    const at = (px: number, py: number): [number, number] => [
      Math.round((x + px * scale) * 10),
      Math.round((y - py * scale) * 10),
    ];
    for (const command of commands) {
      if (command.type === 'M') this.move(at(command.x, command.y));
      else if (command.type === 'L') this.line(at(command.x, command.y));
      else if (command.type === 'Q') this.curve('q', [at(command.x1, command.y1), at(command.x, command.y)]);
      else if (command.type === 'C') {
        this.curve('c', [at(command.x1, command.y1), at(command.x2, command.y2), at(command.x, command.y)]);
      } else this.data += 'z';
    }
  }

  toString(): string {
    return this.data;
  }

  private move([x, y]: [number, number]): void {
    this.data += `M${joined([x, y])}`;
    this.arriveAt(x, y);
  }

  private line([x, y]: [number, number]): void {
    const [dx, dy] = [x - this.x, y - this.y];
    if (dx !== 0 && dy !== 0) this.data += `l${joined([dx, dy])}`;
    else if (dx !== 0) this.data += `h${trimmed(dx)}`;
    else if (dy !== 0) this.data += `v${trimmed(dy)}`;
    this.arriveAt(x, y);
  }

  private curve(letter: 'q' | 'c', points: readonly [number, number][]): void {
    this.data += letter + joined(points.flatMap(([x, y]) => [x - this.x, y - this.y]));
    const end = points.at(-1);
    if (end !== undefined) this.arriveAt(...end);
  }

  private arriveAt(x: number, y: number): void {
    this.x = x;
    this.y = y;
  }
}
