#include "kernel.h"

EXPORT void deriche(int w, int h, double alpha, float *imgIn, float *imgOut, float *y1, float *y2) {
  float f = (float)exp(-alpha);
  float f2 = (float)exp((float)(-2.0 * alpha));
  float num = (float)(1 - f) * (float)(1 - f);
  float den = 1 + (float)(2.0 * alpha) * f - (float)exp((float)(2.0 * alpha));
  float k = num / den;
  float a1 = k;
  float a5 = k;
  float a2 = k * f * (float)(alpha - 1.0);
  float a6 = a2;
  float a3 = k * f * (float)(alpha + 1.0);
  float a7 = a3;
  float a4 = -k * f2;
  float a8 = a4;
  float b1 = (float)pow(2.0, -alpha);
  float b2 = -f2;
  float c1 = 1;
  float c2 = 1;
  for (int i = 0; i < w; i++) {
    float ym1 = 0;
    float ym2 = 0;
    float xm1 = 0;
    for (int j = 0; j < h; j++) {
      y1[i * h + j] = a1 * imgIn[i * h + j] + a2 * xm1 + b1 * ym1 + b2 * ym2;
      xm1 = imgIn[i * h + j];
      ym2 = ym1;
      ym1 = y1[i * h + j];
    }
  }
  for (int i = 0; i < w; i++) {
    float yp1 = 0;
    float yp2 = 0;
    float xp1 = 0;
    float xp2 = 0;
    for (int j = h - 1; j >= 0; j--) {
      y2[i * h + j] = a3 * xp1 + a4 * xp2 + b1 * yp1 + b2 * yp2;
      xp2 = xp1;
      xp1 = imgIn[i * h + j];
      yp2 = yp1;
      yp1 = y2[i * h + j];
    }
  }
  for (int i = 0; i < w; i++) {
    for (int j = 0; j < h; j++) imgOut[i * h + j] = c1 * (y1[i * h + j] + y2[i * h + j]);
  }
  for (int j = 0; j < h; j++) {
    float tm1 = 0;
    float ym1 = 0;
    float ym2 = 0;
    for (int i = 0; i < w; i++) {
      y1[i * h + j] = a5 * imgOut[i * h + j] + a6 * tm1 + b1 * ym1 + b2 * ym2;
      tm1 = imgOut[i * h + j];
      ym2 = ym1;
      ym1 = y1[i * h + j];
    }
  }
  for (int j = 0; j < h; j++) {
    float tp1 = 0;
    float tp2 = 0;
    float yp1 = 0;
    float yp2 = 0;
    for (int i = w - 1; i >= 0; i--) {
      y2[i * h + j] = a7 * tp1 + a8 * tp2 + b1 * yp1 + b2 * yp2;
      tp2 = tp1;
      tp1 = imgOut[i * h + j];
      yp2 = yp1;
      yp1 = y2[i * h + j];
    }
  }
  for (int i = 0; i < w; i++) {
    for (int j = 0; j < h; j++) imgOut[i * h + j] = c2 * (y1[i * h + j] + y2[i * h + j]);
  }
}
