import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeContent } from './virtual-files-content.contract.js';
import { describeLife } from './virtual-files-life.contract.js';
import { describeTree } from './virtual-files-tree.contract.js';
import { type VirtualFilesSubject, workspacesOf } from './virtual-files.subject.js';

/** What every adapter of `VirtualFiles` must do. */
export function describeVirtualFiles(name: string, makeSubject: () => Promise<VirtualFilesSubject>): void {
  describe(`${name} as virtual files`, () => {
    let subject: VirtualFilesSubject;

    beforeAll(async () => {
      subject = await makeSubject();
    });

    afterAll(async () => {
      await subject.close();
    });

    const open = workspacesOf(() => subject);
    describeContent(open);
    describeTree(open);
    describeLife(open);
  });
}
