import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  aVendorRequest,
  OpenLedger,
  someCallOptions,
  startPlainVendor,
} from '../../../../test/support/builders/vendor-request.builder.js';
import type { VendorSimulator } from '../../../../test/support/simulators/vendor-simulator.js';
import { VendorGateway } from './vendor-gateway.js';

let vendor: VendorSimulator;
beforeAll(async () => {
  vendor = await startPlainVendor();
});
afterEach(() => {
  vendor.reset();
});
afterAll(() => vendor.stop());

describe('VendorGateway: the right to send', () => {
  it('is asked for before each request', async () => {
    vendor.play({ kind: 'status', status: 500 });
    let asked = 0;
    const untilMaySend = async () => {
      // As many requests have been sent as were allowed before.
      expect(vendor.received()).toHaveLength(asked);
      asked += 1;
    };
    const options = someCallOptions({ untilMaySend });
    await new VendorGateway({ random: () => 0 }).send(aVendorRequest(vendor.url), options);
    expect(asked).toBe(2);
  });

  it('sends, records and holds nothing when it is gone', async () => {
    const ledger = new OpenLedger();
    const gone = new Error('the lease is lost');
    const options = someCallOptions({ ledger, untilMaySend: () => Promise.reject(gone) });
    await expect(new VendorGateway().send(aVendorRequest(vendor.url), options)).rejects.toBe(gone);
    expect(vendor.received()).toEqual([]);
    expect(ledger.entries).toEqual([]);
  });
});
