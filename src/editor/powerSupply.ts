/** One entry of Linux's `/sys/class/power_supply`; the contents of its files, '' where one is missing. */
export interface PowerSupply {
  /** `Mains`, `USB`, `Battery` … */
  readonly type: string;
  /** `Device` for the battery of a mouse or a keyboard. */
  readonly scope: string;
  readonly status: string;
  /** `1` when a charger gives power. */
  readonly online: string;
}

/** True when a battery of the computer itself is discharging and no charger is plugged in. */
export function runsOnBattery(supplies: readonly PowerSupply[]): boolean {
  const charger = supplies.some(({ online, type }) => type !== 'Battery' && online === '1');
  const discharging = supplies.some(
    ({ scope, status, type }) =>
      type === 'Battery' && scope !== 'Device' && status === 'Discharging',
  );
  return discharging && !charger;
}
