import {
  IsOptional,
  Validate,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { FromKey } from './property.js';

const KEY_BYTES = 32;

@ValidatorConstraint()
class IsEncryptionKey implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && Buffer.from(value, 'base64').length === KEY_BYTES;
  }

  defaultMessage(): string {
    return `must be ${KEY_BYTES} bytes in base64 (make one with "openssl rand -base64 ${KEY_BYTES}")`;
  }
}

export class SecurityConfig {
  /** Key for values of SECRET inputs and outputs: 32 bytes in base64. Without it such flows are refused. */
  @FromKey('kestra.encryption.secret-key', 'text', { secret: true })
  @IsOptional()
  @Validate(IsEncryptionKey)
  encryptionKey?: string;
}
