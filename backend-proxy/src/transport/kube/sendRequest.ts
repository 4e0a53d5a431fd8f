import { StaleConnection, type Exchange } from './exchange.ts';
import type { KubeResponse } from './kubeResponse.ts';
import type { KubeSession } from './kubeSession.ts';
import { sendOverHttp1 } from './sendOverHttp1.ts';
import { sendOverHttp2 } from './sendOverHttp2.ts';

/**
 * Sends one request over a kept connection and gives the answer as soon as its head is there; its body is the caller's, who
 * destroys it when it is not read to the end. Rejects with what broke. A kept connection that the server closed just then is
 * no failure: the request goes once more over a new one.
 */
export async function sendRequest(session: KubeSession, exchange: Exchange): Promise<KubeResponse> {
  try {
    return await sendOnce(session, exchange);
  } catch (error) {
    if (error instanceof StaleConnection && !exchange.signal.aborted) return sendOnce(session, exchange);
    throw error;
  }
}

/** Over HTTP/2 where the server speaks it; it is asked anew after a failure, as another server may be there since. */
async function sendOnce(session: KubeSession, exchange: Exchange): Promise<KubeResponse> {
  const { http2 } = session;
  const answer = http2 && (await sendOverHttp2(session, http2, exchange));
  if (answer) return answer;
  try {
    return await sendOverHttp1(session, exchange);
  } catch (error) {
    http2?.forget();
    throw error;
  }
}
