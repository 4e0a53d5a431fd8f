import type { Problem } from '@tart-lab/contract/problem.ts';
import type { InventoryTarget } from '../inventory/inventory.ts';
import { fail, ok, type Result } from '../result.ts';
import type { GuestTarget, SshLogin } from '../transport/transport.ts';

/** How each running VM is reached now, or why it is not. Filled by the inventory's loop, read by every guest's. */
export class Reach {
  private readonly loginOf: (vm: string) => SshLogin;
  private targets = new Map<string, GuestTarget>();
  private problems = new Map<string, Problem>();

  constructor(loginOf: (vm: string) => SshLogin) {
    this.loginOf = loginOf;
  }

  take(targets: readonly InventoryTarget[], problems: readonly Problem[]): void {
    this.targets = new Map(targets.map((target) => [target.vm, { ...target, login: this.loginOf(target.vm) }]));
    this.problems = new Map(problems.map((problem) => [problem.target, problem]));
  }

  /** Whether it is known by now that a VM can be reached, or that it cannot. */
  isDecided(vm: string): boolean {
    return this.targets.has(vm) || this.problems.has(vm);
  }

  targetOf(vm: string): Result<GuestTarget, Problem> {
    const target = this.targets.get(vm);
    if (target) return ok(target);
    return fail(
      this.problems.get(vm) ?? {
        kind: 'address_unknown',
        target: vm,
        doing: 'find the address of the VM',
        detail: 'its address is being looked up',
        advice: 'Wait for a few seconds.',
      },
    );
  }
}
