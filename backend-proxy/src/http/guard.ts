import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { badRequest } from '../problems.ts';
import { refuse } from './respond.ts';

/** Who may ask. `hosts` are the names under which the proxy is reached without a token, beside the loopback ones. */
export interface GuardOptions {
  readonly token: string | null;
  readonly hosts: readonly string[];
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const SECRET_PARAMETERS = /^(access_?token|api_?key|auth|authorization|bearer|password|token)$/i;
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const hostnameOf = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

/**
 * Refuses what a web page of someone else could send to a proxy without a token: by a foreign name that leads here (DNS
 * rebinding), or from a foreign page. With a token neither works, as no browser adds it by itself.
 */
export function guardOrigin({ token, hosts }: GuardOptions): RequestHandler {
  const own = new Set(hosts.map((host) => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host).toLowerCase()));
  const isOurs = (host: string): boolean => LOOPBACK.test(hostnameOf(host)) || own.has(hostnameOf(host));
  return (req, res, next) => {
    const { host = '', origin } = req.headers;
    if (token !== null) return next();
    if (!isOurs(host)) {
      return refuse(res, foreign('the request names another host', 'Ask by the address the proxy listens on, or set a token.'), 403);
    }
    if (origin !== undefined && !(URL.canParse(origin) && isOurs(new URL(origin).host))) {
      return refuse(res, foreign('the request comes from a page of another site', 'Let Grafana ask through its data source proxy.'), 403);
    }
    next();
  };
}

/** Demands the bearer token, when one is set, and refuses one that stands in the address, where logs would keep it. */
export function guardToken({ token }: GuardOptions): RequestHandler {
  const expected = token === null ? null : digest(token);
  return (req, res, next) => {
    if (Object.keys(req.query).some((name) => SECRET_PARAMETERS.test(name))) {
      const advice = 'Send the header "Authorization: Bearer TOKEN"; addresses are kept in logs. Change this token, as it was sent in one.';
      return refuse(res, badRequest(req.path, 'a token stands in the address', advice));
    }
    if (expected === null) return next();
    const [, given] = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? '') ?? [];
    if (given === undefined) return refuse(res, tokenProblem('token_required', 'the request carries no bearer token'));
    if (!timingSafeEqual(digest(given), expected))
      return refuse(res, tokenProblem('token_wrong', 'the bearer token is not the one configured'));
    next();
  };
}

function tokenProblem(kind: 'token_required' | 'token_wrong', detail: string): Problem {
  const advice = 'Set the proxy\'s token in the data source, or send it as "Authorization: Bearer TOKEN".';
  return { kind, target: 'proxy', doing: 'check the token', detail, advice };
}

const foreign = (detail: string, advice: string): Problem => badRequest('proxy', detail, advice);
