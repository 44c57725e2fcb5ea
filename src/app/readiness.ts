import { Injectable } from '@nestjs/common';

/** Whether the process has started everything it is for, and has not begun to stop. */
@Injectable()
export class Readiness {
  isReady = false;
}
