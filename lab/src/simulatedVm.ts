import type { VmSpec } from './fleet.ts';
import { Guest } from './guest/guest.ts';
import { rootUsedRatio } from './guest/disk.ts';
import type { Place } from './addresses.ts';
import { GuestServer } from './ssh/guestServer.ts';
import type { KeyStore } from './ssh/keys.ts';
import { newWire, type Wire } from './ssh/wire.ts';
import type { TartState, TartVm } from './tart/tartFiles.ts';

export interface VmParts {
  readonly spec: VmSpec;
  readonly seed: number;
  readonly now: () => number;
  readonly keys: KeyStore;
  readonly password: string;
}

/** How long a guest takes from power-on until its sshd listens. */
const BOOT_MS = 3000;

/** One VM of the lab: its state as tart sees it, its guest, and the server that its address answers with. */
export class SimulatedVm {
  readonly spec: VmSpec;
  readonly guest: Guest;
  readonly wire: Wire;
  readonly server: GuestServer;
  state: TartState = 'running';
  place: Place = { host: '127.0.0.1', port: 0 };
  /** Why it does not answer, though it should. */
  trouble: string | null = null;
  private readonly parts: VmParts;
  private booting: NodeJS.Timeout | null = null;

  constructor(parts: VmParts) {
    const { spec, seed, now, keys, password } = parts;
    this.parts = parts;
    this.spec = spec;
    this.guest = new Guest(spec, seed);
    this.wire = newWire(password);
    this.server = new GuestServer({ guest: this.guest, wire: this.wire, adminKey: keys.adminPublicKey(), now });
    this.server.useHostKey(keys.hostKey(spec.name));
  }

  get password(): string {
    return this.parts.password;
  }

  now(): number {
    return this.parts.now();
  }

  tart(): TartVm {
    const atMs = this.now();
    return {
      spec: this.spec,
      state: this.state,
      // The lease of a stopped VM is given up; a suspended one keeps it.
      address: this.state === 'stopped' ? null : this.place.host,
      imageGb: Math.round(this.spec.diskGb * (0.1 + rootUsedRatio(this.guest, atMs)) * 1000) / 1000,
      accessedAtMs: this.guest.bootedAtMs(atMs) - 60_000,
    };
  }

  async listenAt(place: Place): Promise<void> {
    this.place = { host: place.host, port: await this.server.listen(place.host, place.port) };
  }

  async stop(): Promise<void> {
    this.cancelBoot();
    this.state = 'stopped';
    await this.server.close();
  }

  /** The guest sleeps: its connections hang, and nothing answers new ones. */
  async suspend(): Promise<void> {
    this.cancelBoot();
    this.state = 'suspended';
    this.server.hold(true);
    await this.server.stopListening();
  }

  /** From stopped it boots, from suspended it wakes where it was. */
  async start(): Promise<void> {
    if (this.state === 'running') return;
    const slept = this.state === 'suspended';
    this.state = 'running';
    if (slept) {
      this.server.hold(this.wire.hung);
      await this.server.listen(this.place.host, this.place.port);
    } else this.boot();
  }

  async reboot(): Promise<void> {
    await this.server.close();
    this.state = 'running';
    this.boot();
  }

  private boot(): void {
    this.cancelBoot();
    this.guest.conditions.rebootedAtMs = this.now();
    this.guest.written.clear();
    this.trouble = null;
    this.booting = setTimeout(() => {
      this.booting = null;
      this.server.listen(this.place.host, this.place.port).catch((error: unknown) => {
        this.trouble = `cannot listen on its address again: ${String(error)}`;
      });
    }, BOOT_MS);
  }

  private cancelBoot(): void {
    if (this.booting) clearTimeout(this.booting);
    this.booting = null;
  }

  async moveTo(host: string): Promise<void> {
    await this.server.close();
    if (this.state === 'running') await this.listenAt({ host, port: this.place.port });
    else this.place = { host, port: this.place.port };
  }

  renewHostKey(): void {
    this.server.useHostKey(this.parts.keys.hostKey(this.spec.name, true));
    this.server.cutAll();
  }

  async close(): Promise<void> {
    this.cancelBoot();
    await this.server.close();
  }
}
