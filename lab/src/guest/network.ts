import { integralOf } from '../wave.ts';
import { labSeconds, type Guest } from './guest.ts';
import type { DeviceProfile } from './profile.ts';

/** Counters of a device since boot. */
export interface DeviceCounters {
  readonly device: DeviceProfile;
  readonly receiveBytes: number;
  readonly receivePackets: number;
  readonly receiveDrops: number;
  readonly transmitBytes: number;
  readonly transmitPackets: number;
}

/** Mean packet sizes in bytes: answers are larger than questions. */
const RECEIVED_PACKET = 640;
const SENT_PACKET = 410;
const DROPS_PER_BYTE = 2e-8;

export function deviceCountersOf(guest: Guest, atMs: number): DeviceCounters[] {
  const [from, to] = [labSeconds(guest.bootedAtMs(atMs)), labSeconds(atMs)];
  return guest.profile.devices.map((device) => {
    const received = integralOf(device.receive, to) - integralOf(device.receive, from);
    // What the loopback device sends, it receives.
    const sent = device.name === 'lo' ? received : integralOf(device.transmit, to) - integralOf(device.transmit, from);
    return {
      device,
      receiveBytes: Math.floor(received),
      receivePackets: Math.floor(received / RECEIVED_PACKET),
      receiveDrops: device.physical ? Math.floor(received * DROPS_PER_BYTE) : 0,
      transmitBytes: Math.floor(sent),
      transmitPackets: Math.floor(sent / (device.name === 'lo' ? RECEIVED_PACKET : SENT_PACKET)),
    };
  });
}
