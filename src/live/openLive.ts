import type { Observable } from 'rxjs';
import type { DataQueryResponse } from '@grafana/data';
import { StreamClient, type StreamBackend } from '../client/streamClient.ts';
import { liveAnswers, type LiveAnswersOptions } from './liveAnswers.ts';
import { LiveStream } from './liveStream.ts';

/** How a panel's queries are answered live. */
export type Live = (options: Omit<LiveAnswersOptions, 'stream'>) => Observable<DataQueryResponse>;

/** Live answers of the data source at `baseUrl`; they share one stream, which opens with the first. */
export function openLive(baseUrl: string, backend: () => StreamBackend): Live {
  const stream = new LiveStream(new StreamClient(baseUrl, backend));
  return (options) => liveAnswers({ ...options, stream });
}
