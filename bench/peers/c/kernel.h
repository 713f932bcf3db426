/* What every kernel needs: its export, and the mathematics that the host provides. There is no C library. */
#ifndef KERNEL_H
#define KERNEL_H

#define EXPORT __attribute__((export_name("kernel")))

double cos(double x);
double exp(double x);
double fabs(double x);
double floor(double x);
double log(double x);
double pow(double x, double y);
double rint(double x);
double sin(double x);
double sqrt(double x);

#endif
