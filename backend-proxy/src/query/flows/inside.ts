import type { Edge } from '../../live/flows/edge.ts';
import { DNS_FAILED, DNS_GOOD, HTTP_1XX, HTTP_CLASSES, LATENCY_0 } from '../../live/flows/edge.ts';
import { LATENCY_CLASSES, quantileMs } from '../../live/flows/latency.ts';

/** What policies that look inside counted on some edges: HTTP answers by class, DNS answers, latencies by class. */
export class Inside {
  readonly http: number[] = Array.from({ length: HTTP_CLASSES }, () => 0);
  dnsAnswers = 0;
  dnsFailures = 0;
  private readonly latencies: number[] = Array.from({ length: LATENCY_CLASSES }, () => 0);

  add({ inside }: Edge, slots: readonly number[]): void {
    if (!inside) return;
    for (let i = 0; i < HTTP_CLASSES; i += 1) this.http[i] = (this.http[i] ?? 0) + inside.sum(slots, HTTP_1XX + i);
    const failed = inside.sum(slots, DNS_FAILED);
    this.dnsFailures += failed;
    this.dnsAnswers += failed + inside.sum(slots, DNS_GOOD);
    for (let i = 0; i < LATENCY_CLASSES; i += 1) this.latencies[i] = (this.latencies[i] ?? 0) + inside.sum(slots, LATENCY_0 + i);
  }

  httpAnswers(): number {
    return this.http.reduce((sum, count) => sum + count, 0);
  }
  /** Share of answers of a class, 5 for 5xx; null without any answer. */
  httpRatio(hundreds: 4 | 5): number | null {
    const answers = this.httpAnswers();
    return answers === 0 ? null : (this.http[hundreds - 1] ?? 0) / answers;
  }
  latencyMs(quantile: number): number | null {
    return quantileMs(this.latencies, quantile);
  }
}
