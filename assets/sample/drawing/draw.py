#!/usr/bin/env python3
"""Draws all pictures of the sample workshop anew: python3 assets/sample/drawing/draw.py"""

import sys

sys.dont_write_bytecode = True

import portraits
import shop_trial
import soap_set
import warehouse_trial

if __name__ == "__main__":
    portraits.main()
    soap_set.main()
    shop_trial.main()
    warehouse_trial.main()
