import { describe, expect, it } from 'vitest';
import { parseDefaultRouteDevice } from './netRoute.ts';

const HEADER = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
const route = (device: string, destination: string, metric: number, mask: string, flags = '0003') =>
  `${device}\t${destination}\t0140A8C0\t${flags}\t0\t0\t${metric}\t${mask}\t0\t0\t0   \n`;

describe('parseDefaultRouteDevice', () => {
  it('takes the default route with the lowest metric', () => {
    const routes =
      route('wlan0', '00000000', 600, '00000000') + route('eth0', '00000000', 100, '00000000') + route('cni0', '00000A0A', 0, '00FFFFFF');
    expect(parseDefaultRouteDevice(HEADER + routes)).toEqual({ ok: true, value: 'eth0' });
  });
  it('takes neither half of the address space nor a route that is down for a default route', () => {
    const routes = route('tun0', '00000000', 0, '00000080') + route('eth0', '00000000', 0, '00000000', '0002');
    expect(parseDefaultRouteDevice(HEADER + routes)).toEqual({ ok: true, value: null });
  });
  it('is null without routes and without the file', () => {
    expect(parseDefaultRouteDevice(HEADER)).toEqual({ ok: true, value: null });
    expect(parseDefaultRouteDevice(undefined)).toEqual({ ok: true, value: null });
  });
  it.each(['', 'default via 10.0.0.1\n', `${HEADER}eth0 00000000\n`])('fails on %j', (text) => {
    expect(parseDefaultRouteDevice(text).ok).toBe(false);
  });
});
