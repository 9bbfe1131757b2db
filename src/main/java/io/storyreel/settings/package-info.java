/**
 * Every setting, typed, and what a process knows of itself: its clock, its AWS credentials, whether it is stopping.
 *
 * <p>Knows no other package.
 */
package io.storyreel.settings;
