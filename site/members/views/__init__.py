"""What members see (`people`), what an invited person sees (`invitation`), what the
secretariat sees (`network…`).
"""
