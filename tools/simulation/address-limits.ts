import { type ClientModel, type GatewayModel, stepSeconds } from './model.js';

/** The rate limit of addresses, as NGINX counts it: an excess that drains at the rate. */
export class AddressLimits {
  readonly #excess: Float32Array;
  readonly #countedAt: Int32Array;

  constructor(
    private readonly gateway: GatewayModel,
    private readonly clients: ClientModel,
    groups: number,
  ) {
    const addresses = Math.ceil((groups * clients.group) / clients.clientsPerAddress);
    this.#excess = new Float32Array(addresses);
    this.#countedAt = new Int32Array(addresses);
  }

  /** Whether the requests of a group pass; groups of one address are neighbours. */
  passes(group: number, step: number): boolean {
    const { group: size, clientsPerAddress } = this.clients;
    const { addressRate, addressBurst } = this.gateway;
    const address = Math.floor((group * size) / clientsPerAddress);
    // A group that spans several addresses spreads its requests over them.
    const requests = Math.min(size, clientsPerAddress);
    const drained = (step - (this.#countedAt[address] ?? 0)) * stepSeconds * addressRate;
    const excess = Math.max(0, (this.#excess[address] ?? 0) - drained);
    this.#countedAt[address] = step;
    const isOver = excess + requests > addressBurst + 1;
    this.#excess[address] = isOver ? excess : excess + requests;
    return !isOver;
  }
}
