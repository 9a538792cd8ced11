import { IsInt, Max, Min } from 'class-validator';
import { integer } from '../setting-readers.js';
import { Setting } from '../setting.decorator.js';

/** Limits of a workspace in the virtual file system. */
export class VfsSettings {
  @Setting({
    name: 'VFS_MAX_FILE_BYTES',
    doc: 'Largest file, in bytes.',
    type: integer,
    default: 65_536,
  })
  @IsInt()
  @Min(1)
  @Max(16_777_216)
  readonly maxFileBytes: number;

  @Setting({
    name: 'VFS_MAX_FILES',
    doc: 'Most files in a workspace.',
    type: integer,
    default: 200,
  })
  @IsInt()
  @Min(1)
  @Max(10_000)
  readonly maxFiles: number;

  @Setting({
    name: 'VFS_MAX_WORKSPACE_BYTES',
    doc: 'Most bytes in a workspace.',
    type: integer,
    default: 2_097_152,
  })
  @IsInt()
  @Min(1)
  @Max(268_435_456)
  readonly maxWorkspaceBytes: number;
}
