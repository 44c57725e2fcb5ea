export { IonValue } from './ion-value.js';
export { readIon, readIonValues, type ReadIonOptions } from './read.js';
export { fieldName, writeIon } from './write.js';
