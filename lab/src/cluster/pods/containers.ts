import { at, numberAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { ClusterContext } from '../context.ts';
import type { Ailments } from './ailments.ts';
import { fieldPathOf } from './kubelet.ts';
import type { ContainerRun, PodRun } from './podRun.ts';
import { crashMs, initMs, pullMs, readyMs, workMs } from './timing.ts';

export interface ContainersParts {
  readonly context: ClusterContext;
  readonly ailments: Ailments;
  readonly report: (run: PodRun) => void;
  readonly later: (run: PodRun, delayMs: number, work: () => void) => void;
}

/** As kubelets wait before they start a container anew, or pull an image: 10 s, twice as long each time, at most 5 min. */
const FIRST_BACKOFF_MS = 10_000;
const LONGEST_BACKOFF_MS = 300_000;
const KILLED_BY_KERNEL = 137;

export const backoffMs = (failures: number): number => Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.max(0, failures - 1));

/** `10s`, `1m20s`, `5m0s`, as Go prints durations. */
export const backoffText = (ms: number): string => (ms < 60_000 ? `${ms / 1000}s` : `${Math.floor(ms / 60_000)}m${(ms % 60_000) / 1000}s`);

/** What happens to a pod's containers: images, starts in their order, readiness, ends, back-off. */
export class Containers {
  private readonly parts: ContainersParts;
  /** Images that each node has. */
  private readonly images = new Set<string>();

  constructor(parts: ContainersParts) {
    this.parts = parts;
  }

  /** Starts the next init container or sidecar, or all main ones when those are done. */
  startNext(run: PodRun): void {
    const next = run.containers.find(({ kind, state, ready }) =>
      kind === 'init' ? state.is !== 'terminated' || state.exitCode !== 0 : kind === 'sidecar' && !ready,
    );
    if (next) {
      if (next.state.is === 'waiting') this.pull(run, next);
      return;
    }
    for (const container of run.containers) if (container.kind === 'main' && container.state.is === 'waiting') this.pull(run, container);
  }

  /** A running container ends. What its pod's restart policy says comes next. */
  end(run: PodRun, container: ContainerRun, exitCode: number, reason: string): void {
    const { agenda, events } = this.parts.context;
    if (container.state.is !== 'running') return;
    const ended = { startedAtMs: container.state.sinceMs, endedAtMs: agenda.now(), exitCode, reason, id: container.id };
    const ranMs = ended.endedAtMs - ended.startedAtMs;
    container.state = { is: 'terminated', ...ended };
    container.ready = false;
    const again = container.kind === 'sidecar' || run.restartPolicy === 'Always' || (run.restartPolicy === 'OnFailure' && exitCode !== 0);
    if (container.kind === 'init' && exitCode === 0) {
      this.parts.report(run);
      return this.startNext(run);
    }
    if (!again) return this.finish(run);
    container.failures = ranMs > 2 * LONGEST_BACKOFF_MS ? 1 : container.failures + 1;
    this.parts.report(run);
    if (container.failures === 1) return this.parts.later(run, 700, () => this.restart(run, container));
    const pauseMs = backoffMs(container.failures - 1);
    const pod = this.podOf(run);
    const who = `container=${container.name} pod=${pod?.metadata.name ?? ''}_${pod?.metadata.namespace ?? ''}(${run.uid})`;
    this.parts.later(run, 900, () => {
      container.last = ended;
      const message = `back-off ${backoffText(pauseMs)} restarting failed ${who}`;
      container.state = { is: 'waiting', reason: 'CrashLoopBackOff', message };
      this.parts.report(run);
      const text = `Back-off restarting failed container ${container.name} in pod ${who.slice(who.indexOf('pod=') + 4)}`;
      if (pod) events.warning(pod, `kubelet@${run.node}`, 'BackOff', text, fieldPathOf(container.kind, container.name));
    });
    this.parts.later(run, 900 + pauseMs, () => this.restart(run, container));
  }

  /** The node was switched off and on. */
  restartAll(run: PodRun): void {
    for (const container of run.containers) {
      if (container.state.is !== 'running') continue;
      const { sinceMs } = container.state;
      const ended = {
        startedAtMs: sinceMs,
        endedAtMs: this.parts.context.agenda.now(),
        exitCode: 255,
        reason: 'Unknown',
        id: container.id,
      };
      container.state = { is: 'terminated', ...ended };
      container.ready = false;
      this.parts.later(run, 1500, () => this.restart(run, container));
    }
  }

  private restart(run: PodRun, container: ContainerRun): void {
    if (container.state.is === 'terminated') container.last = container.state;
    container.restarts++;
    container.state = { is: 'waiting', reason: 'ContainerCreating' };
    this.start(run, container);
  }

  private pull(run: PodRun, container: ContainerRun): void {
    const { events } = this.parts.context;
    const pod = this.podOf(run);
    if (!pod) return;
    const source = `kubelet@${run.node}`;
    const path = fieldPathOf(container.kind, container.name);
    const { image } = container;
    if (this.parts.ailments.of(pod) === 'image-pull') return this.failPull(run, container, pod, 1);
    const known = `${run.node}/${image}`;
    if (this.images.has(known)) {
      events.normal(pod, source, 'Pulled', `Container image "${image}" already present on machine`, path);
      return this.start(run, container);
    }
    const tookMs = pullMs(image);
    events.normal(pod, source, 'Pulling', `Pulling image "${image}"`, path);
    this.parts.later(run, tookMs, () => {
      this.images.add(known);
      const took = `${(tookMs / 1000).toFixed(3)}s`;
      events.normal(pod, source, 'Pulled', `Successfully pulled image "${image}" in ${took} (${took} including waiting)`, path);
      this.start(run, container);
    });
  }

  private failPull(run: PodRun, container: ContainerRun, pod: KubeObject, tries: number): void {
    const { events } = this.parts.context;
    if (this.parts.ailments.of(pod) !== 'image-pull') return this.pull(run, container);
    const source = `kubelet@${run.node}`;
    const path = fieldPathOf(container.kind, container.name);
    const { image } = container;
    const why = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
    events.normal(pod, source, 'Pulling', `Pulling image "${image}"`, path);
    this.parts.later(run, 1200, () => {
      container.state = { is: 'waiting', reason: 'ErrImagePull', message: why };
      events.warning(pod, source, 'Failed', `Failed to pull image "${image}": ${why}`, path);
      this.parts.report(run);
      this.parts.later(run, 2500, () => {
        container.state = { is: 'waiting', reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}": ErrImagePull: ${why}` };
        events.normal(pod, source, 'BackOff', `Back-off pulling image "${image}"`, path);
        this.parts.report(run);
      });
      this.parts.later(run, 2500 + backoffMs(tries), () => this.failPull(run, container, pod, tries + 1));
    });
  }

  private start(run: PodRun, container: ContainerRun): void {
    const { agenda, events, random } = this.parts.context;
    const pod = this.podOf(run);
    if (!pod) return;
    const path = fieldPathOf(container.kind, container.name);
    container.id = `containerd://${random.hex(64)}`;
    container.state = { is: 'running', sinceMs: agenda.now() };
    events.normal(pod, `kubelet@${run.node}`, 'Created', `Created container: ${container.name}`, path);
    events.normal(pod, `kubelet@${run.node}`, 'Started', `Started container ${container.name}`, path);
    if (container.kind === 'main') run.phase = 'Running';
    this.parts.report(run);
    const { restarts } = container;
    const ifStill = (work: () => void) => (): void => {
      if (container.state.is === 'running' && container.restarts === restarts) work();
    };
    if (container.kind === 'init')
      return this.parts.later(
        run,
        initMs(run.uid, container.name),
        ifStill(() => this.end(run, container, 0, 'Completed')),
      );
    if (this.parts.ailments.of(pod) === 'crash-loop' && container === run.containers.find(({ kind }) => kind === 'main'))
      return this.parts.later(
        run,
        crashMs(run.uid, restarts),
        ifStill(() => this.end(run, container, 1, 'Error')),
      );
    const probeMs = 1000 * (numberAt(container.spec, 'readinessProbe', 'initialDelaySeconds') ?? 0);
    const delayMs = at(container.spec, 'readinessProbe') === undefined ? 0 : probeMs + readyMs(run.uid, container.name);
    this.parts.later(
      run,
      delayMs,
      ifStill(() => {
        container.ready = true;
        this.parts.report(run);
        if (container.kind === 'sidecar') this.startNext(run);
      }),
    );
    if (run.restartPolicy !== 'Always' && container.kind === 'main')
      this.parts.later(
        run,
        workMs(pod),
        ifStill(() => this.end(run, container, 0, 'Completed')),
      );
  }

  /** All main containers ended for good: so does the pod, and its sidecars with it. */
  private finish(run: PodRun): void {
    const { agenda } = this.parts.context;
    const ended = run.containers.filter(({ kind }) => kind !== 'sidecar').map(({ state }) => state);
    if (ended.every(({ is }) => is === 'terminated')) {
      for (const sidecar of run.containers)
        if (sidecar.state.is === 'running') {
          const { sinceMs } = sidecar.state;
          sidecar.ready = false;
          sidecar.state = {
            is: 'terminated',
            startedAtMs: sinceMs,
            endedAtMs: agenda.now(),
            exitCode: 0,
            reason: 'Completed',
            id: sidecar.id,
          };
        }
      const failed = ended.some((state) => state.is === 'terminated' && state.exitCode !== 0);
      run.phase = failed ? 'Failed' : 'Succeeded';
    }
    this.parts.report(run);
  }

  private podOf(run: PodRun): KubeObject | undefined {
    const [namespace, name = ''] = run.key.split('/');
    return this.parts.context.store.get('core/pods', name, namespace);
  }
}

export { KILLED_BY_KERNEL };
