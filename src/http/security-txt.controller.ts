import { Controller, Get, Header, Res } from '@nestjs/common';
import { dayMs } from '../core/shared/durations.js';
import type { HttpReply } from './http-messages.js';

/** RFC 9116 section 2.5.5 recommends less than a year. */
const validDays = 90;
const maxAgeSeconds = 24 * 60 * 60;

/** `SecurityContact`: where to report a vulnerability, and the clock that keeps `Expires` ahead. */
export class SecurityContact {
  constructor(
    readonly uri: string,
    private readonly now: () => number,
  ) {}

  /** Returns a day in the future, the same during each day. */
  expires(): Date {
    return new Date((Math.floor(this.now() / dayMs) + validDays) * dayMs);
  }
}

/** How to report a vulnerability (RFC 9116); anybody may read it, without a certificate. */
@Controller('.well-known')
export class SecurityTxtController {
  constructor(private readonly contact: SecurityContact) {}

  @Get('security.txt')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  read(@Res({ passthrough: true }) reply: HttpReply): string {
    void reply.header('Cache-Control', `public, max-age=${String(maxAgeSeconds)}`);
    const expires = this.contact.expires().toISOString().replace('.000Z', 'Z');
    return `Contact: ${this.contact.uri}\nExpires: ${expires}\n`;
  }
}
