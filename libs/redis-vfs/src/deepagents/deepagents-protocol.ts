/** Shapes of the deepagents backend protocol, version 2, as far as a text store answers it. They are declared here so that
 *  the service does not carry the package. Source: `BackendProtocolV2` of deepagents 1.14. */
export interface BackendFileInfo {
  path: string;
  is_dir?: boolean;
  /** Bytes. */
  size?: number;
  /** ISO 8601. */
  modified_at?: string;
}

/** Every answer carries either `error`, a sentence for the model, or the rest. */
interface MayFail {
  error?: string;
}

export interface BackendListing extends MayFail {
  files?: BackendFileInfo[];
}

export interface BackendPage extends MayFail {
  content?: string;
  mimeType?: string;
  totalLines?: number;
  /** From 1. */
  startLine?: number;
  endLine?: number;
  /** From 0; absent at the end of the file. */
  nextOffset?: number;
}

export interface BackendRawFile extends MayFail {
  data?: { content: string; mimeType: string; created_at: string; modified_at: string };
}

export interface BackendChange extends MayFail {
  path?: string;
  /** Null: the change is stored already, the agent's state has nothing to take over. */
  filesUpdate?: null;
}

export interface BackendEdit extends BackendChange {
  occurrences?: number;
}

export interface BackendMatches extends MayFail {
  matches?: { path: string; line: number; text: string }[];
  truncated?: boolean;
}

/** `permission_denied` is also what a workspace refuses to hold: the protocol has no word for it. */
export type BackendFileFault = 'file_not_found' | 'permission_denied' | 'is_directory' | 'invalid_path';

export interface BackendUpload {
  path: string;
  error: BackendFileFault | null;
}

export interface BackendDownload extends BackendUpload {
  content: Uint8Array | null;
}
