import { AccountAdministration, type AccountState } from '@genesis/identity';
import { AppError, type JsonObject } from '@genesis/kernel';
import { MetricsServer, type OperatorCall } from '@genesis/observability';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { idOf } from './operator-parameters.js';

/** What operators do with accounts, on the metrics listener alone. All of it stands in the audit log. */
@Injectable()
export class AccountOperations implements OnModuleInit {
  private readonly logger = new Logger(AccountOperations.name);

  constructor(
    private readonly server: MetricsServer,
    private readonly accounts: AccountAdministration,
  ) {}

  onModuleInit(): void {
    // A POST, so that it needs the token: who has an account here is nobody's business.
    this.server.route({
      method: 'POST',
      path: '/operators/accounts/find',
      answer: async (call) => ({ status: 200, body: await this.find(call) }),
    });
    this.acts('/operators/accounts/:userId/password-reset', async (call) => {
      const id = idOf(call, 'userId');
      const reset = await this.accounts.issueReset(id);
      if (reset === null) throw nobody();
      this.note('issue password reset', call, id);
      return { user_id: id, code: reset.code, expires_in: reset.expiresInSeconds };
    });
    this.acts('/operators/accounts/:userId/disable', (call) => this.setActive(call, false));
    this.acts('/operators/accounts/:userId/enable', (call) => this.setActive(call, true));
  }

  private async setActive(call: OperatorCall, isActive: boolean): Promise<JsonObject> {
    const id = idOf(call, 'userId');
    if ((await this.accounts.find(id)) === null) throw nobody();
    const changed = await this.accounts.setActive(id, isActive);
    this.note(isActive ? 'enable account' : 'disable account', call, id);
    return { user_id: id, changed };
  }

  private async find({ query }: OperatorCall): Promise<JsonObject> {
    const id = await this.accounts.idOf(query.get('email') ?? '');
    return toAccount(id === null ? null : await this.accounts.find(id));
  }

  /** Each writes into the audit log in its own transaction. */
  private acts(path: `/${string}`, act: (call: OperatorCall) => Promise<JsonObject>): void {
    this.server.route({
      method: 'POST',
      path,
      audit: 'itself',
      answer: async (call) => ({ status: 200, body: await act(call) }),
    });
  }

  private note(act: string, { remoteAddress }: OperatorCall, userId: string): void {
    this.logger.log({ act, remote_address: remoteAddress, account: userId }, 'operator acted');
  }
}

const nobody = () =>
  new AppError({ code: 'NOT_FOUND', kind: 'not_found', message: 'there is no such account' });

function toAccount(account: AccountState | null): JsonObject {
  if (account === null) throw nobody();
  return {
    user_id: account.id,
    is_active: account.isActive,
    has_password: account.hasPassword,
    is_of_platform: account.isOfPlatform,
    created_at: account.createdAt.toISOString(),
    sign_ins: account.signIns,
    erasure_requested_at: account.erasureRequestedAt?.toISOString() ?? null,
  };
}
